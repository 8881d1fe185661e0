$x = 5;
$x->foo();
echo "x";
foreach ($a as $b) { }
