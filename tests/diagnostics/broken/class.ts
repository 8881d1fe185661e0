class A { constructor( { } foo: 5; bar() { } 
class B extends { }
