<script>
var x = 1;
</script>
