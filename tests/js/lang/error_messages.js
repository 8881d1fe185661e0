// What errors say: V8 names the expression that failed as the source spells it.
function show(name, f) {
  try {
    f();
    print(name, "no error");
  } catch (e) {
    print(name, e !== null && typeof e === "object" ? e.name + ": " + e.message : "thrown " + String(e));
  }
}
show(0, function () { undefined.x
});
show(1, function () { null.x
});
show(2, function () { var o={}; o.a.b
});
show(3, function () { var o={}; o.a.b.c
});
show(4, function () { var o={a:{}}; o.a.b.c()
});
show(5, function () { var o={}; o.f()
});
show(6, function () { var o={a:{}}; o.a.f()
});
show(7, function () { var o; o.f()
});
show(8, function () { var o=null; o.f()
});
show(9, function () { var o; o[0]
});
show(10, function () { var o; o["x y"]
});
show(11, function () { var o; o[Symbol("q")]
});
show(12, function () { var o; var k="key"; o[k]
});
show(13, function () { var o; o.x=1
});
show(14, function () { var o=null; o.x=1
});
show(15, function () { var o; o[1]=2
});
show(16, function () { var o; o.x++
});
show(17, function () { var o; o.x+=1
});
show(18, function () { var o; delete o.x
});
show(19, function () { var f=1; f()
});
show(20, function () { var f=1; new f()
});
show(21, function () { var f=1; new f.x()
});
show(22, function () { (1)()
});
show(23, function () { "abc"()
});
show(24, function () { var a=[1]; a[0]()
});
show(25, function () { var a=[1]; a[5]()
});
show(26, function () { var a={}; a["b"]()
});
show(27, function () { var a={}; a["b c"]()
});
show(28, function () { var a={}; var k="zz"; a[k]()
});
show(29, function () { var a={}; a.b.c.d()
});
show(30, function () { var a={}; new a.b()
});
show(31, function () { var a={}; new a()
});
show(32, function () { x
});
show(33, function () { x()
});
show(34, function () { x.y
});
show(35, function () { x=y
});
show(36, function () { typeof x.y
});
show(37, function () { let z=1; z=2; const c=1; c=2
});
show(38, function () { q; let q=1
});
show(39, function () { const c=1; c++
});
show(40, function () { class A{}; A()
});
show(41, function () { class A{constructor(){this.x}}; class B extends A{constructor(){this.x=1}}; new B()
});
show(42, function () { class B extends null{}; new B()
});
show(43, function () { class B extends undefined{}
});
show(44, function () { class B extends 5{}
});
show(45, function () { class A{#x; static t(o){return o.#x}}; A.t({})
});
show(46, function () { class A{#x; static t(o){o.#x=1}}; A.t({})
});
show(47, function () { class A{get #x(){return 1}; static t(o){o.#x=1}}; A.t(new A)
});
show(48, function () { class A{set #x(v){}; static t(o){o.#x}}; A.t(new A)
});
show(49, function () { var [a]=undefined
});
show(50, function () { var [a]=null
});
show(51, function () { var [a]={}
});
show(52, function () { var [a]=1
});
show(53, function () { var {a}=undefined
});
show(54, function () { var {a}=null
});
show(55, function () { var {a:{b}}={}
});
show(56, function () { var {a:[b]}={}
});
show(57, function () { var {a:[b]}={a:1}
});
show(58, function () { (function({a}){})()
});
show(59, function () { (function([a]){})()
});
show(60, function () { (({a})=>1)()
});
show(61, function () { (([a])=>1)()
});
show(62, function () { for (var x of 5);
});
show(63, function () { for (var x of {});
});
show(64, function () { for (var x of undefined);
});
show(65, function () { for (var x of null);
});
show(66, function () { [...5]
});
show(67, function () { [...{}]
});
show(68, function () { [...undefined]
});
show(69, function () { Math.max(...5)
});
show(70, function () { Math.max(...undefined)
});
show(71, function () { f(...undefined); function f(){}
});
show(72, function () { new Map([1])
});
show(73, function () { new Map(5)
});
show(74, function () { new Set(5)
});
show(75, function () { new WeakMap([[1,2]])
});
show(76, function () { new WeakSet([1])
});
show(77, function () { new WeakMap().set(1,2)
});
show(78, function () { new WeakSet().add(1)
});
show(79, function () { Map()
});
show(80, function () { Set()
});
show(81, function () { WeakMap()
});
show(82, function () { Symbol()+""
});
show(83, function () { Symbol()+1
});
show(84, function () { `${Symbol()}`
});
show(85, function () { +Symbol()
});
show(86, function () { new Symbol()
});
show(87, function () { Symbol.keyFor(1)
});
show(88, function () { "a" in "b"
});
show(89, function () { "a" in 5
});
show(90, function () { 1 in undefined
});
show(91, function () { ({}) instanceof 5
});
show(92, function () { ({}) instanceof {}
});
show(93, function () { ({}) instanceof (()=>1)
});
show(94, function () { ({}) instanceof undefined
});
show(95, function () { Object.defineProperty(1,"x",{})
});
show(96, function () { Object.defineProperty({},"x",1)
});
show(97, function () { Object.defineProperty({},"x",{get:1})
});
show(98, function () { Object.defineProperty({},"x",{set:1})
});
show(99, function () { Object.defineProperty({},"x",{get(){},value:1})
});
show(100, function () { var o=Object.freeze({x:1}); Object.defineProperty(o,"x",{value:2})
});
show(101, function () { var o=Object.freeze({x:1}); Object.defineProperty(o,"y",{value:2})
});
show(102, function () { "use strict"; var o=Object.freeze({x:1}); o.x=2
});
show(103, function () { "use strict"; var o=Object.freeze({x:1}); o.y=2
});
show(104, function () { "use strict"; var o=Object.freeze({x:1}); delete o.x
});
show(105, function () { "use strict"; var o=Object.freeze([1]); o.push(2)
});
show(106, function () { "use strict"; var o=Object.freeze([1]); o[0]=2
});
show(107, function () { "use strict"; var o=Object.freeze([1]); o.length=0
});
show(108, function () { "use strict"; var o=Object.freeze([1]); o.pop()
});
show(109, function () { "use strict"; var o=Object.freeze([1]); o.shift()
});
show(110, function () { "use strict"; var o=Object.freeze([1]); o.unshift(1)
});
show(111, function () { "use strict"; var o=Object.freeze([1]); o.splice(0,1)
});
show(112, function () { "use strict"; var o=Object.freeze([2,1]); o.sort()
});
show(113, function () { "use strict"; var o=Object.freeze([2,1]); o.reverse()
});
show(114, function () { "use strict"; var o=Object.freeze([2,1]); o.fill(0)
});
show(115, function () { Object.freeze([1]).push(2)
});
show(116, function () { Object.freeze([1]).pop()
});
show(117, function () { Object.freeze([2,1]).sort()
});
show(118, function () { "use strict"; var o={get x(){return 1}}; o.x=2
});
show(119, function () { "use strict"; undefinedVar=1
});
show(120, function () { "use strict"; NaN=1
});
show(121, function () { "use strict"; undefined=1
});
show(122, function () { "use strict"; "abc".length=1
});
show(123, function () { "use strict"; "abc"[0]="x"
});
show(124, function () { "use strict"; (5).x=1
});
show(125, function () { "use strict"; true.x=1
});
show(126, function () { "use strict"; "a".foo=1
});
show(127, function () { "use strict"; Symbol().foo=1
});
show(128, function () { "use strict"; delete Object.prototype
});
show(129, function () { "use strict"; delete [].length
});
show(130, function () { "use strict"; (function(){return this.x})()
});
show(131, function () { "use strict"; arguments.callee
});
show(132, function () { (function(){"use strict"; return arguments.callee})()
});
show(133, function () { (function(){"use strict"; return arguments})().callee
});
show(134, function () { (function(){"use strict"}).caller
});
show(135, function () { (function(){"use strict"}).arguments
});
show(136, function () { new Array(-1)
});
show(137, function () { new Array(1.5)
});
show(138, function () { [].length=-1
});
show(139, function () { var a=[]; a.length=-1
});
show(140, function () { var a=[]; a.length=1.5
});
show(141, function () { var a=[]; a.length="x"
});
show(142, function () { Array.from(1,2)
});
show(143, function () { Array.from([1],5)
});
show(144, function () { Array.from(null)
});
show(145, function () { Array.from(undefined)
});
show(146, function () { [].map(1)
});
show(147, function () { [].map()
});
show(148, function () { [].forEach()
});
show(149, function () { [].forEach({})
});
show(150, function () { [].forEach("abc")
});
show(151, function () { [].forEach(null)
});
show(152, function () { [].filter(undefined)
});
show(153, function () { [].reduce()
});
show(154, function () { [].reduce((a,b)=>1)
});
show(155, function () { [].reduceRight((a,b)=>1)
});
show(156, function () { [].some()
});
show(157, function () { [].every(1)
});
show(158, function () { [].find(1)
});
show(159, function () { [].findIndex(/x/)
});
show(160, function () { [].flatMap(1)
});
show(161, function () { [].sort(1)
});
show(162, function () { [].sort("x")
});
show(163, function () { [].sort({})
});
show(164, function () { [].sort(null)
});
show(165, function () { Array.prototype.map.call(null)
});
show(166, function () { Array.prototype.map.call(undefined,x=>1)
});
show(167, function () { Array.prototype.join.call(null)
});
show(168, function () { [].concat.call(null)
});
show(169, function () { [].flat.call(undefined)
});
show(170, function () { String.prototype.trim.call(null)
});
show(171, function () { String.prototype.trim.call(undefined)
});
show(172, function () { "".repeat(-1)
});
show(173, function () { "a".repeat(Infinity)
});
show(174, function () { "a".repeat(2**30)
});
show(175, function () { "a".padEnd(2**30)
});
show(176, function () { "a".normalize("x")
});
show(177, function () { "a".startsWith(/x/)
});
show(178, function () { "a".endsWith(/x/)
});
show(179, function () { "a".includes(/x/)
});
show(180, function () { "a".matchAll(/x/)
});
show(181, function () { "a".replaceAll(/x/,"")
});
show(182, function () { "a".matchAll("(")
});
show(183, function () { "a".match("(")
});
show(184, function () { "a".match("[")
});
show(185, function () { "a".match("*")
});
show(186, function () { "a".search("(?<x")
});
show(187, function () { new RegExp("(")
});
show(188, function () { new RegExp(")")
});
show(189, function () { new RegExp("[")
});
show(190, function () { new RegExp("[b-a]")
});
show(191, function () { new RegExp("a**")
});
show(192, function () { new RegExp("?")
});
show(193, function () { new RegExp("\\")
});
show(194, function () { new RegExp("{1}","u")
});
show(195, function () { new RegExp("a{2,1}")
});
show(196, function () { new RegExp("(?<a>x)(?<a>y)")
});
show(197, function () { new RegExp("\\k<a>","u")
});
show(198, function () { new RegExp("(?<a>)\\k<b>")
});
show(199, function () { new RegExp("(?<1>)")
});
show(200, function () { new RegExp("\\u{110000}","u")
});
show(201, function () { new RegExp("\\p{Foo}","u")
});
show(202, function () { new RegExp("\\p","u")
});
show(203, function () { new RegExp("a","gg")
});
show(204, function () { new RegExp("a","x")
});
show(205, function () { new RegExp("(?a)")
});
show(206, function () { new RegExp("(?<=a)*","u")
});
show(207, function () { new RegExp("(?=a)*","u")
});
show(208, function () { new RegExp("]","u")
});
show(209, function () { new RegExp("}","u")
});
show(210, function () { new RegExp("\\1","u")
});
show(211, function () { new RegExp("\\a","u")
});
show(212, function () { new RegExp("\\c","u")
});
show(213, function () { new RegExp("[\\d-a]","u")
});
show(214, function () { new RegExp("\\x1","u")
});
show(215, function () { new RegExp("(?<𝒜.>a)")
});
show(216, function () { new RegExp("a{99999999999,1}")
});
show(217, function () { RegExp.prototype.exec.call({})
});
show(218, function () { RegExp.prototype.toString.call(1)
});
show(219, function () { Object.getOwnPropertyDescriptor(RegExp.prototype,"global").get.call({})
});
show(220, function () { Object.getOwnPropertyDescriptor(RegExp.prototype,"source").get.call(1)
});
show(221, function () { (1).toFixed(101)
});
show(222, function () { (1).toFixed(-1)
});
show(223, function () { (1).toPrecision(0)
});
show(224, function () { (1).toPrecision(101)
});
show(225, function () { (1).toExponential(101)
});
show(226, function () { (1).toString(1)
});
show(227, function () { (1).toString(37)
});
show(228, function () { Number.prototype.toFixed.call("x")
});
show(229, function () { Number.prototype.toString.call("x")
});
show(230, function () { Number.prototype.valueOf.call("x")
});
show(231, function () { Boolean.prototype.valueOf.call("x")
});
show(232, function () { String.prototype.valueOf.call(1)
});
show(233, function () { Symbol.prototype.toString.call(1)
});
show(234, function () { Date.prototype.getTime.call(1)
});
show(235, function () { Date.prototype.toISOString.call({})
});
show(236, function () { new Date(NaN).toISOString()
});
show(237, function () { new Date("x").toISOString()
});
show(238, function () { Date.prototype[Symbol.toPrimitive].call({},"x")
});
show(239, function () { Date.prototype[Symbol.toPrimitive].call(1,"number")
});
show(240, function () { Map.prototype.get.call({},1)
});
show(241, function () { Map.prototype.set.call(1,1)
});
show(242, function () { Set.prototype.add.call([],1)
});
show(243, function () { Object.getOwnPropertyDescriptor(Map.prototype,"size").get.call(1)
});
show(244, function () { Map.prototype.forEach.call(new Map)
});
show(245, function () { new Map().forEach(1)
});
show(246, function () { new Set().forEach("x")
});
show(247, function () { WeakMap.prototype.get.call({},1)
});
show(248, function () { decodeURIComponent("%")
});
show(249, function () { decodeURI("%E0%A4%A")
});
show(250, function () { encodeURIComponent("\uD800")
});
show(251, function () { encodeURI("\uDC00")
});
show(252, function () { JSON.stringify((()=>{var a={};a.a=a;return a})())
});
show(253, function () { JSON.stringify((()=>{var a={b:{c:[]}};a.b.c.push(a);return a})())
});
show(254, function () { JSON.stringify((()=>{var a=[];a[0]=a;return a})())
});
show(255, function () { JSON.stringify((()=>{var a={x:[1,{}]};a.x[1].y=a.x;return a})())
});
show(256, function () { JSON.stringify((()=>{class K{};var a=new K;a.k={"q r":a};return a})())
});
show(257, function () { ({toString(){return {}}})+""
});
show(258, function () { ({toString:null,valueOf:null})+""
});
show(259, function () { ({[Symbol.toPrimitive]:1})+""
});
show(260, function () { ({[Symbol.toPrimitive](){return {}}})+""
});
show(261, function () { String(Object.create(null))
});
show(262, function () { Object.create(null)+""
});
show(263, function () { Object.create(1)
});
show(264, function () { Object.setPrototypeOf({},1)
});
show(265, function () { Object.setPrototypeOf(null,{})
});
show(266, function () { Object.setPrototypeOf(Object.freeze({}),{})
});
show(267, function () { var a={}; var b=Object.create(a); Object.setPrototypeOf(a,b)
});
show(268, function () { var a={}; a.__proto__=a
});
show(269, function () { Object.assign(null)
});
show(270, function () { Object.keys(null)
});
show(271, function () { Object.keys(undefined)
});
show(272, function () { Object.entries(null)
});
show(273, function () { Object.values(undefined)
});
show(274, function () { Object.fromEntries(5)
});
show(275, function () { Object.fromEntries([1])
});
show(276, function () { Object.fromEntries(undefined)
});
show(277, function () { Object.getPrototypeOf(null)
});
show(278, function () { Object.getOwnPropertyNames(undefined)
});
show(279, function () { Object.defineProperties({},null)
});
show(280, function () { Object.defineProperties({},{x:1})
});
show(281, function () { Object.prototype.toLocaleString.call(null)
});
show(282, function () { Object.prototype.valueOf.call(null)
});
show(283, function () { Object.prototype.hasOwnProperty.call(null,"x")
});
show(284, function () { Object.prototype.__defineGetter__.call({}, "x", 1)
});
show(285, function () { Object.fromEntries([["a"],2])
});
show(286, function () { Function.prototype.apply.call(function(){},null,1)
});
show(287, function () { Function.prototype.bind.call(1)
});
show(288, function () { Function.prototype.toString.call(1)
});
show(289, function () { (function(){}).apply(null,5)
});
show(290, function () { throw 5
});
show(291, function () { throw "x"
});
show(292, function () { throw {a:1}
});
show(293, function () { throw null
});
show(294, function () { throw new Error("m")
});
show(295, function () { throw new TypeError()
});
show(296, function () { throw Object.assign(new Error("q"),{name:"Custom"})
});
show(297, function () { class E2 extends Error{}; throw new E2("z")
});
show(298, function () { class E2 extends Error{constructor(m){super(m);this.name="E2"}}; throw new E2("z")
});
show(299, function () { var it={[Symbol.iterator](){return 1}}; for (var x of it);
});
show(300, function () { var it={[Symbol.iterator](){return {}}}; for (var x of it);
});
show(301, function () { var it={[Symbol.iterator](){return {next(){return 1}}}}; for (var x of it);
});
show(302, function () { var it={[Symbol.iterator]:1}; for (var x of it);
});
show(303, function () { var it={[Symbol.iterator](){return {next(){return {}},return:1}}}; for (var x of it) break;
});
show(304, function () { var it={[Symbol.iterator](){return {next(){return {}},return(){return 1}}}}; for (var x of it) break;
});
show(305, function () { [].at.call(null)
});
show(306, function () { [][Symbol.iterator]().next.call({})
});
show(307, function () { "".concat.call(null)
});
show(308, function () { String.raw()
});
show(309, function () { String.raw({})
});
show(310, function () { String.fromCodePoint(-1)
});
show(311, function () { String.fromCodePoint(1.5)
});
show(312, function () { String.fromCodePoint("x")
});
show(313, function () { "a".localeCompare.call(null)
});
show(314, function () { new (class{ m(){super.x()} })().m()
});
show(315, function () { new (class{ m(){super.x.y} })().m()
});
show(316, function () { class A{constructor(){super.x()}}; new A
});
show(317, function () { class A{}; class B extends A{constructor(){super();super()}}; new B
});
show(318, function () { class A{}; class B extends A{constructor(){return 1}}; new B
});
show(319, function () { class A{}; class B extends A{constructor(){}}; new B
});
show(320, function () { var f=()=>1; new f
});
show(321, function () { var o={m(){}}; new o.m
});
show(322, function () { new Math.max
});
show(323, function () { new parseInt
});
show(324, function () { new "a".trim
});
show(325, function () { Math()
});
show(326, function () { JSON()
});
show(327, function () { Math.foo()
});
show(328, function () { JSON.foo()
});
show(329, function () { "abc".foo()
});
show(330, function () { (5).foo()
});
show(331, function () { true.foo()
});
show(332, function () { Symbol().foo()
});
show(333, function () { [].foo()
});
show(334, function () { (function(){}).foo()
});
show(335, function () { /x/.foo()
});
show(336, function () { new Date().foo()
});
show(337, function () { var a; a.b.c
});
show(338, function () { var a={b:null}; a.b.c
});
show(339, function () { var a={b:null}; a.b.c()
});
show(340, function () { var a={b:null}; a.b[0]
});
show(341, function () { var a={b:undefined}; a.b["x"]
});
show(342, function () { var a=[]; a[0].x
});
show(343, function () { var a=[]; a[0][1]
});
show(344, function () { var a=[]; a[0].x()
});
show(345, function () { var s="abc"; s.x.y
});
show(346, function () { var s="abc"; s.split(",")[1].trim()
});
show(347, function () { var m="abc".match(/z/); m[0]
});
show(348, function () { "abc".match(/z/)[0]
});
show(349, function () { "abc".match(/z/).length
});
show(350, function () { (function(){ return undefined })().x
});
show(351, function () { (()=>null)().y
});
show(352, function () { f().x; function f(){}
});
show(353, function () { this.x.y
});
show(354, function () { this.f()
});
show(355, function () { globalThis.zork()
});
show(356, function () { globalThis.zork.x
});
show(357, function () { var o={a:{b:{}}}; o.a.b.c.d
});
show(358, function () { var o={}; o?.a.b
});
show(359, function () { var o={}; o.a?.b.c; o.a.b
});
show(360, function () { var o={}; o.f?.(); o.g()
});
show(361, function () { var o={f:1}; o.f?.()
});
show(362, function () { var x=5; x?.()
});
show(363, function () { var o={}; [o.a.b]=[1]
});
show(364, function () { var o; ({x:o.y}={x:1})
});
show(365, function () { var o; [o.y]=[1]
});
show(366, function () { var o; for (o.x of [1]);
});
show(367, function () { var o; for (o.x in {a:1});
});
show(368, function () { ({a:1})()
});
show(369, function () { ({})()
});
show(370, function () { [1,2]()
});
show(371, function () { var b; ({a:b}).x()
});
show(372, function () { var a,b; (a+b)()
});
show(373, function () { var a; (!a)()
});
show(374, function () { var a,b,c; (a?b:c)()
});
show(375, function () { new X()(); function X(){}
});
show(376, function () { f(1)(); function f(){}
});
show(377, function () { `x`()
});
show(378, function () { f(g(1)).y(); function f(){return {}} function g(){}
});
show(379, function () { var a={},b={}; a[b.c]()
});
show(380, function () { var a={}; a[1]()
});
show(381, function () { this()
});
show(382, function () { this.x()
});
show(383, function () { var a,b; (a,b)()
});
show(384, function () { var a,b; (a=b)()
});
show(385, function () { var a; (a++)()
});
show(386, function () { /x/()
});
show(387, function () { var a={}; a?.b()
});
show(388, function () { var a={b:{}}; a?.b.c()
});
show(389, function () { var a={}; a?.[0]()
});
show(390, function () { var a={}; a[`x`]()
});
show(391, function () { var a; (typeof a)()
});
show(392, function () { var a={}; a[-1]()
});
show(393, function () { var a={}; a["x"+1]()
});
show(394, function () { var a={}; function f(){}; a[f()]()
});
show(395, function () { var a={b:[{}]}; a.b[0].c()
});
show(396, function () { a().b(); function a(){return {}}
});
show(397, function () { var a={b(){return {}}}; a.b().c()
});
show(398, function () { (function(){})()()
});
show(399, function () { (()=>1)()()
});
show(400, function () { (class{}).x()
});
show(401, function () { true()
});
show(402, function () { null()
});
show(403, function () { undefined()
});
show(404, function () { (void 0)()
});
show(405, function () { 1.5()
});
show(406, function () { "a\nb"()
});
show(407, function () { "a\"b"()
});
show(408, function () { var a={}; a[null]()
});
show(409, function () { var a={}; a[true]()
});
show(410, function () { var a={}; a[undefined]()
});
show(411, function () { var a={}; a[x=>1]()
});
show(412, function () { var a={x:{y:{z:{}}}}; a.x.y.z.w()
});
show(413, function () { var a={b:{}}; new a.b.c()
});
show(414, function () { new (f())(); function f(){}
});
show(415, function () { var a=[]; new a[0]()
});
show(416, function () { var a,b; new (a||b)()
});
show(417, function () { var a,b; (a||b)()
});
show(418, function () { var a=1,b; (a&&b)()
});
show(419, function () { var a,b; (a??b)()
});
show(420, function () { var a={}; a.b(1,2,3)
});
show(421, function () { var a={}; a.b(...[1])
});
show(422, function () { var f; f(...[1])
});
show(423, function () { var f; new f(...[1])
});
show(424, function () { var a={}; a.b`x`
});
show(425, function () { var f; f`x`
});
show(426, function () { var a=1; `${a}`()
});
show(427, function () { var a={}; (a.b)()
});
show(428, function () { var a={}; ((a.b))()
});
show(429, function () { var a={}; (a.b = 1)()
});
show(430, function () { var a={}; a.b.bind(1)()
});
show(431, function () { [].x()
});
show(432, function () { [1,,2].x()
});
show(433, function () { var a,b; [a,b].x()
});
show(434, function () { var a,b; ({a,b}).x()
});
show(435, function () { ({a(){}}).x()
});
show(436, function () { var a; ({...a}).x()
});
show(437, function () { ({get a(){return 1}}).x()
});
show(438, function () { var a; (-a)()
});
show(439, function () { var a={}; (delete a.b)()
});
show(440, function () { var a,b; (a<b)()
});
show(441, function () { var a,b; (a==b)()
});
show(442, function () { var a={}; (a instanceof Object)()
});
show(443, function () { class A{static m(){super.x()}} A.m()
});
show(444, function () { class A{static m(){super[0]()}} A.m()
});
show(445, function () { class A{#x; static m(o){o.#x()}} A.m(new A)
});
show(446, function () { class A{constructor(){new.target()}}; new A;
});
show(447, function () { (function(){new.target()})()
});
show(448, function () { (function(){arguments()})()
});
show(449, function () { let longname_longname_longname_longname_longname_longname_longname={}; longname_longname_longname_longname_longname_longname_longname.methodmethodmethodmethod()
});
show(450, function () { var é; é()
});
show(451, function () { var a={}; a.é()
});
show(452, function () { var a={}; a["é"]()
});
show(453, function () { var a={}; a["1"]()
});
show(454, function () { var a={}; a[1.5]()
});
show(455, function () { var a={}; a[Symbol.iterator]()
});
show(456, function () { var a={},b,c; a[b](c)
});
show(457, function () { var a={x:{}},b="x",c; a[b][c]()
});
show(458, function () { var a={x:{}},b="x"; a[b].c()
});
show(459, function () { "abc".substr(1).foo()
});
show(460, function () { Math.max(1).foo()
});
show(461, function () { "x".y.z()
});
show(462, function () { var a; [...a]
});
show(463, function () { var a={}; [...a.b]
});
show(464, function () { [...f()]; function f(){}
});
show(465, function () { [...1]
});
show(466, function () { var a={b:{}}; [..."a",...a.b.c]
});
show(467, function () { for (var x of f()); function f(){}
});
show(468, function () { for (var x of new F()); function F(){}
});
show(469, function () { for (var x of this);
});
show(470, function () { for (var x of /x/);
});
show(471, function () { for (var x of ()=>1);
});
show(472, function () { for (var x of function(){});
});
show(473, function () { for (var x of class{});
});
show(474, function () { for (var x of `a${1}`.length);
});
show(475, function () { for (var x of true);
});
show(476, function () { for (let [a,b] of [1]);
});
show(477, function () { for (let [a,b] of [undefined]);
});
show(478, function () { for (let {a} of [undefined]);
});
show(479, function () { for (let {a:{b}} of [{}]);
});
show(480, function () { var a; f(...a); function f(){}
});
show(481, function () { var a={}; f(...a.b); function f(){}
});
show(482, function () { var a={}; f(1,...a.b,2); function f(){}
});
show(483, function () { f(...5); function f(){}
});
show(484, function () { f(...{}); function f(){}
});
show(485, function () { var a={}; f(...a); function f(){}
});
show(486, function () { f(...null); function f(){}
});
show(487, function () { var a; new F(...a); function F(){}
});
show(488, function () { new F(...5); function F(){}
});
show(489, function () { var a={f(){}},b={}; a.f(...b)
});
show(490, function () { var [x]=a; var a
});
show(491, function () { var [x]=a; var a={}
});
show(492, function () { var [x]=a.b; var a={}
});
show(493, function () { var [x]=f(); function f(){}
});
show(494, function () { var [x]=f(); function f(){return {}}
});
show(495, function () { var [x]=null
});
show(496, function () { var [x]=5
});
show(497, function () { var [x]=true
});
show(498, function () { var [x]=Symbol()
});
show(499, function () { var [x]=()=>1
});
show(500, function () { var [x]=new Date(0)
});
show(501, function () { var a,x; [x]=a
});
show(502, function () { var x; [x]=undefined
});
show(503, function () { var {x}=a; var a
});
show(504, function () { var {x}=a.b; var a={}
});
show(505, function () { var {x}=f(); function f(){}
});
show(506, function () { var {x}=null
});
show(507, function () { var {x,y}=a.b.c; var a={b:{}}
});
show(508, function () { var {}=a; var a
});
show(509, function () { var {}=null
});
show(510, function () { var {...r}=a; var a
});
show(511, function () { var {...r}=null
});
show(512, function () { var {[k]:v}=a; var a,k="q"
});
show(513, function () { var {1:v}=a; var a
});
show(514, function () { var {"x y":v}=a; var a
});
show(515, function () { var {x:{y}}=a; var a={}
});
show(516, function () { var {x:{y:{z}}}=a; var a={x:{}}
});
show(517, function () { var {x:[y]}=a; var a={}
});
show(518, function () { var {x=1}=a; var a
});
show(519, function () { var a,x; ({x}=a)
});
show(520, function () { var a; ({x:a.y}=a)
});
show(521, function () { var x; ({x}=null)
});
show(522, function () { var {length}=undefined
});
show(523, function () { function f({a}){} f()
});
show(524, function () { function f({a}){} f(null)
});
show(525, function () { function f({a,b}){} f(undefined)
});
show(526, function () { function f({a:{b}}){} f({})
});
show(527, function () { function f({a:{b}}){} f({a:null})
});
show(528, function () { function f({a}={}){} f(null)
});
show(529, function () { function f({}){} f()
});
show(530, function () { function f({...r}){} f()
});
show(531, function () { function f([a]){} f()
});
show(532, function () { function f([a]){} f(null)
});
show(533, function () { function f([a]){} f(5)
});
show(534, function () { function f([a]){} f({})
});
show(535, function () { function f([[a]]){} f([1])
});
show(536, function () { function f([{a}]){} f([])
});
show(537, function () { function f({a:[b]}){} f({})
});
show(538, function () { function f({a:[b]}){} f({a:1})
});
show(539, function () { (({a})=>1)(null)
});
show(540, function () { (([a])=>1)(1)
});
show(541, function () { [undefined].map(({a})=>a)
});
show(542, function () { [1].map(([a])=>a)
});
show(543, function () { try{throw undefined}catch({message}){}
});
show(544, function () { try{throw 5}catch([x]){}
});
show(545, function () { for (var {a} of [null]);
});
show(546, function () { for (var [a] of [null]);
});
show(547, function () { for (const [k,v] of Object.entries({a:1}).map(x=>5));
});
show(548, function () { new Map([[1,2],3])
});
show(549, function () { new Map([undefined])
});
show(550, function () { new Map(["ab"])
});
show(551, function () { new Map({})
});
show(552, function () { new Map(true)
});
show(553, function () { new Set({})
});
show(554, function () { new Set(()=>1)
});
show(555, function () { new WeakSet(5)
});
show(556, function () { new Set(Symbol("q"))
});
show(557, function () { Object.fromEntries({})
});
show(558, function () { Object.fromEntries(null)
});
show(559, function () { Object.fromEntries(["ab"])
});
show(560, function () { Object.fromEntries([null])
});
show(561, function () { Array.from({[Symbol.iterator](){return 5}})
});
show(562, function () { Math.max.apply(null,5)
});
show(563, function () { Math.max.apply(null,"abc")
});
show(564, function () { (void 0).foo
});
show(565, function () { (null).foo
});
show(566, function () { (void 0)[0]
});
show(567, function () { var a={b:{}}; a.b.c.d
});
show(568, function () { var a={b:{}}; a.b[0].c
});
show(569, function () { var a=[[]]; a[0][1][2]
});
show(570, function () { var a={b(){}}; a.b().c
});
show(571, function () { f().g.h; function f(){}
});
show(572, function () { f().g().h; function f(){return {g(){}}}
});
show(573, function () { var a={},b="q"; a[b].c
});
show(574, function () { var a={},b="q"; a[b].c()
});
show(575, function () { var a={}; a[Symbol("z")].c
});
show(576, function () { var x={}; x.y.z = 1
});
show(577, function () { var x={}; x[0].z = 1
});
show(578, function () { var x={}; x.y[0] = 1
});
show(579, function () { var x={},k="kk"; x.y[k] = 1
});
show(580, function () { var x={}; x.y[{}]
});
show(581, function () { var x={}; x.y[null]
});
show(582, function () { var x={}; delete x.y.z
});
show(583, function () { var x={}; x.y.z++
});
show(584, function () { var x={}; --x.y.z
});
show(585, function () { var x={}; x.y.z+=1
});
show(586, function () { var x={}; x.y.z??=1
});
show(587, function () { var x={}; x.y.z&&=1
});
show(588, function () { var x={}; "use strict"; x.y.z=1
});
show(589, function () { y; let y
});
show(590, function () { let y=y
});
show(591, function () { y=1; let y
});
show(592, function () { typeof y; let y
});
show(593, function () { f(); let y; function f(){y}
});
show(594, function () { class A extends A{}
});
show(595, function () { new A; class A{}
});
show(596, function () { function f(a=b,b){} f()
});
show(597, function () { function f(a=a){} f()
});
show(598, function () { const {q=q}={}
});
show(599, function () { for (let i of [i]);
});
show(600, function () { switch(1){case 0: let z; case 1: z}
});
show(601, function () { undeclared++
});
show(602, function () { undeclared+=1
});
show(603, function () { undeclared()
});
show(604, function () { undeclared.x
});
show(605, function () { undeclared.x()
});
show(606, function () { undeclared=undeclared2
});
show(607, function () { typeof undeclared.x
});
show(608, function () { delete undeclared.x
});
show(609, function () { new undeclared
});
show(610, function () { undeclared`x`
});
show(611, function () { "x" in undeclared
});
show(612, function () { `${undeclared}`
});
show(613, function () { [undeclared]
});
show(614, function () { ({a:undeclared})
});
show(615, function () { ({undeclared})
});
show(616, function () { ({[undeclared]:1})
});
show(617, function () { undeclared?.x
});
show(618, function () { if (undeclared) 1
});
show(619, function () { "use strict"; undeclared=1
});
show(620, function () { var a={};(a=1)()
});
show(621, function () { var a={},b={};(a=b.c)()
});
show(622, function () { var a={},b={};(a.b=b.c)()
});
show(623, function () { var a={};(a.b=1)()
});
show(624, function () { var a={};(a+=1)()
});
show(625, function () { (function(){1;2;3})()()
});
show(626, function () { (function(){if(1){x()} return y})()()
});
show(627, function () { (()=>{1;2})()()
});
show(628, function () { var a=[];[...a].x()
});
show(629, function () { var a=[];[1,...a].x()
});
show(630, function () { var a={};({...a}).x()
});
show(631, function () { var a=1,b=2,c=3;(a+b+c)()
});
show(632, function () { var a=1,b=2,c=3;(a+b*c)()
});
show(633, function () { var a=1,b=2,c=3;(a,b,c)()
});
show(634, function () { var a=1,b=2,c=3;(a||b||c)()
});
show(635, function () { var a=1,b=2;(a-b-1)()
});
show(636, function () { var a=1;(a+"x")()
});
show(637, function () { var a=1;(a+1)()
});
show(638, function () { var a=1;(1+a)()
});
show(639, function () { ("a"+"b").x()
});
show(640, function () { var a=1;(a===1)()
});
show(641, function () { var a=1;(a!==1)()
});
show(642, function () { var a=1;(a!=null)()
});
show(643, function () { var a=1;(a===undefined)()
});
show(644, function () { var a=1;(a===null)()
});
show(645, function () { var a=1;(typeof a==="x")()
});
show(646, function () { var a=1;("x" in {})()
});
show(647, function () { var a=1;(!!a)()
});
show(648, function () { var a=1;(~a)()
});
show(649, function () { var a=1;(+a)()
});
show(650, function () { var a=1;(- -a)()
});
show(651, function () { -1()
});
show(652, function () { (-1)()
});
show(653, function () { (void a)(); var a
});
show(654, function () { var a=1;(++a)()
});
show(655, function () { var a=1;(a--)()
});
show(656, function () { var a={};(++a.b)()
});
show(657, function () { var a={};(delete a.b)()
});
show(658, function () { var a=1;(a**2)()
});
show(659, function () { var a={};a.b().c()
});
show(660, function () { var a={b(){}};a.b().c()
});
show(661, function () { var a={b(){return {}}};a.b().c()
});
show(662, function () { var a={b(){return {}}};a.b(1)(2)
});
show(663, function () { var a={b(){return {}}};a.b(1).c.d()
});
show(664, function () { var f=()=>({});f()[0]()
});
show(665, function () { var f=()=>({});f()["k"]()
});
show(666, function () { var f=()=>({});f()[f]()
});
show(667, function () { var f=()=>({});f(f())()
});
show(668, function () { var f=()=>({});f``()
});
show(669, function () { var f=()=>({});f``.x()
});
show(670, function () { var f=()=>({});new f.x()
});
show(671, function () { class A{};new A().x()
});
show(672, function () { class A{};new A.x()
});
show(673, function () { class A{};(new A).x()
});
show(674, function () { class A{};new (new A)()
});
show(675, function () { class A{};new A()()
});
show(676, function () { class A{static x(){this.y()}};A.x()
});
show(677, function () { class A{x(){this.y.z()} constructor(){this.y={}}};new A().x()
});
show(678, function () { class A extends Object{x(){super.y()}};new A().x()
});
show(679, function () { class A extends Object{x(){super["y"]()}};new A().x()
});
show(680, function () { class A{#p={};x(){this.#p()}};new A().x()
});
show(681, function () { class A{#p={};x(){this.#p.q()}};new A().x()
});
show(682, function () { var o={};o?.a()
});
show(683, function () { var o={};o.a?.b(); o?.a.b
});
show(684, function () { var o={a:{}};o?.a.b()
});
show(685, function () { var o={a:{}};o?.a?.b.c()
});
show(686, function () { var o={a:{}};o.a["b"]?.c; o.a?.["b"]()
});
show(687, function () { var o={a:{}};(o?.a)()
});
show(688, function () { var o={a:{}};(o?.a).b()
});
show(689, function () { var o={a:{}},k="b";o.a[k]()
});
show(690, function () { var o={a:{}},k="b";o.a[k+1]()
});
show(691, function () { var o={a:{}},k={x:"b"};o.a[k.x]()
});
show(692, function () { var o={a:{}},k={x:"b"};o.a[k["x"]]()
});
show(693, function () { var o={a:{}};o.a[`t`]()
});
show(694, function () { var o={a:{}},k=1;o.a[`t${k}`]()
});
show(695, function () { var o={a:{}};o.a[-1]()
});
show(696, function () { var o={a:{}};o.a[1e21]()
});
show(697, function () { var o={a:{}};o.a[0x10]()
});
show(698, function () { var o={a:{}};o.a["0"]()
});
show(699, function () { var o={a:{}};o.a["00"]()
});
show(700, function () { var o={a:{}};o.a[""]()
});
show(701, function () { var o={a:{}};o.a[/x/]()
});
show(702, function () { var o={a:{}};o.a[[1]]()
});
show(703, function () { var o={a:{}};o.a[{}]()
});
show(704, function () { var o={a:{}};o.a[()=>1]()
});
show(705, function () { var o={a:{}};o.a[this]()
});
show(706, function () { var o={a:{}};o.a[o]()
});
show(707, function () { var o={a:{}},g=()=>1;o.a[g()]()
});
show(708, function () { var o={a:{}};o.a[new Date(0)]()
});
show(709, function () { var o={a:{}};o.a[o?1:2]()
});
show(710, function () { var o={a:{}};o.a[o=1]()
});
show(711, function () { 0x10()
});
show(712, function () { 1e21()
});
show(713, function () { 1e-7()
});
show(714, function () { .5()
});
show(715, function () { 1_000()
});
show(716, function () { "é"()
});
show(717, function () { "\u0000"()
});
show(718, function () { var a={};for (var x of a);
});
show(719, function () { var a={};for (var x of a.b);
});
show(720, function () { var a={b:5};for (var x of a.b);
});
show(721, function () { var a={b:5};for (var x of a["b"]);
});
show(722, function () { var a={b:5},k="b";for (var x of a[k]);
});
show(723, function () { var a={b:{}};for (var x of a.b);
});
show(724, function () { var f=()=>({});for (var x of f());
});
show(725, function () { var f=()=>({});for (var x of f().a);
});
show(726, function () { var a={f(){return 1}};for (var x of a.f());
});
show(727, function () { var a={f(){return 1}};for (var x of a.f().g);
});
show(728, function () { var a={f(){}};for (var x of a?.b);
});
show(729, function () { var a={f(){}};for (var x of (a,a));
});
show(730, function () { var a=1,b=2;for (var x of a+b);
});
show(731, function () { var a=1,b=2;for (var x of a||b);
});
show(732, function () { var a=1,b=2;for (var x of a?b:a);
});
show(733, function () { var a=1;for (var x of a=5);
});
show(734, function () { var a=1;for (var x of !a);
});
show(735, function () { for (var x of {a:1});
});
show(736, function () { for (var x of new Date(0));
});
show(737, function () { for (var x of new (class{}));
});
show(738, function () { for (let x of 5);
});
show(739, function () { for (const x of undefined);
});
show(740, function () { let q;for (q of 5);
});
show(741, function () { let q={};for (q.x of 5);
});
show(742, function () { let q={};for ([q.x] of [5]);
});
show(743, function () { let q={};for ({x:q.x} of [null]);
});
show(744, function () { let q={};for ({q} of [null]);
});
show(745, function () { for (let {a,b} of [null]);
});
show(746, function () { for (let {a:[b]} of [{}]);
});
show(747, function () { for (let [a] of [1]);
});
show(748, function () { for (let [a] of [{}]);
});
show(749, function () { for (let [{a}] of [[]]);
});
show(750, function () { for (let [[a]] of [[1]]);
});
show(751, function () { for (let {} of [null]);
});
show(752, function () { for (let {...r} of [null]);
});
show(753, function () { for (let {a=1} of [null]);
});
show(754, function () { var a={};var [x]=a
});
show(755, function () { var a;var [x]=a
});
show(756, function () { var a=null;var [x]=a
});
show(757, function () { var a={};var [x]=a.b
});
show(758, function () { var a={b:{c:1}};var [x]=a.b.c
});
show(759, function () { var a={};let [x]=a
});
show(760, function () { var a={};const [x,y]=a
});
show(761, function () { var f=()=>1;const [x,y]=f()
});
show(762, function () { var f={m(){}};const [x,y]=f.m(1,2)
});
show(763, function () { var f={m(){}};const [x,y]=f.m(1,2).z
});
show(764, function () { const [x,y]="abc".match(/z/)
});
show(765, function () { const [x,y]="abc".match(/z/)||5
});
show(766, function () { const [,y]=JSON.parse("1")
});
show(767, function () { const [[y]]=JSON.parse("[1]")
});
show(768, function () { const [{y}]=JSON.parse("[]")
});
show(769, function () { const [{y}]=[null]
});
show(770, function () { const [y=z.q]=[]; var z
});
show(771, function () { var a={};[x]=a; var x
});
show(772, function () { var a;[x]=a; var x
});
show(773, function () { var a=5;[x]=a; var x
});
show(774, function () { var a={};[x]=a.b; var x
});
show(775, function () { var f=()=>1;[x]=f(); var x
});
show(776, function () { var a=5,x;[[x]]=[a]
});
show(777, function () { var a=5,x;[{x}]=[]
});
show(778, function () { var a=5,x;({x:[x]}={x:1})
});
show(779, function () { var a=5,x;({x:{x}}={})
});
show(780, function () { var a,x;({x}=a)
});
show(781, function () { var a,x;({x:x}=a)
});
show(782, function () { var a,x;({y:x}=a)
});
show(783, function () { var a,x;({x=1}=a)
});
show(784, function () { var a={},x;({x:a.y}=a.b)
});
show(785, function () { var a={},x;({x}=a.b)
});
show(786, function () { var f=()=>null,x;({x}=f())
});
show(787, function () { var a;var {x}=a
});
show(788, function () { var a=null;var {x,y}=a
});
show(789, function () { var a={};var {x}=a.b
});
show(790, function () { var a={};var {x}=a["b"]
});
show(791, function () { var a={};var {x}=a[0]
});
show(792, function () { var f=()=>{};var {x}=f()
});
show(793, function () { var f=()=>{};let {x}=f(1,2)
});
show(794, function () { var f={m(){}};const {x}=f.m(1)
});
show(795, function () { var f={m(){}};const {x}=f?.m(1)
});
show(796, function () { var f={m(){}};const {x}=f?.q
});
show(797, function () { const {x}=JSON.parse("null")
});
show(798, function () { const {x}="abc".match(/z/)
});
show(799, function () { const {groups:{y}}="abc".match(/b/)
});
show(800, function () { const {groups:{y}}="abc".match(/z/)
});
show(801, function () { const {a:{b}}={}
});
show(802, function () { const {a:{b}}={a:null}
});
show(803, function () { var o={};const {a:{b}}=o
});
show(804, function () { var o={a:{}};const {a:{b:{c}}}=o
});
show(805, function () { var o={a:{}};const {a:{b:[c]}}=o
});
show(806, function () { var o={a:{b:5}};const {a:{b:[c]}}=o
});
show(807, function () { var o={};const {a:[b]}=o
});
show(808, function () { var o={a:1};const {a:[b]}=o
});
show(809, function () { var o={};const {x,a:{b}}=o
});
show(810, function () { var o={};const {["k"]:{b}}=o
});
show(811, function () { var o={};const {a:{b}={}}=o; print(1)
});
show(812, function () { var o;const {a=1}=o
});
show(813, function () { var o;const {a:b}=o
});
show(814, function () { var o;const {a:b=1}=o
});
show(815, function () { var o;const {a,...r}=o
});
show(816, function () { var o;const {...r}=o
});
show(817, function () { var o;const {}=o
});
show(818, function () { var o;const {[1+1]:z}=o
});
show(819, function () { var o;const {["a"]:z}=o
});
show(820, function () { var o;const {5:z}=o
});
show(821, function () { var o;const {"a-b":z}=o
});
show(822, function () { var o;const {a}=o||null
});
show(823, function () { var o;const {a}=o?1:null
});
show(824, function () { var o;const {a}=o??undefined
});
show(825, function () { var o;const {a}=(1,o)
});
show(826, function () { var o;const {a}=o=null
});
show(827, function () { const {a}=void 0
});
show(828, function () { const {a}=this.zork
});
show(829, function () { const {a}=null
});
show(830, function () { const {a}=undefined
});
show(831, function () { const {a}=(()=>{})()
});
show(832, function () { const {a}=new Map().get(1)
});
show(833, function () { const {a}=[][0]
});
show(834, function () { const {a}=[1,2][5]
});
show(835, function () { const {a}={}.b
});
show(836, function () { function f({a}){} f(undefined)
});
show(837, function () { function f({a}=null){} f()
});
show(838, function () { function f({a=1}){} f()
});
show(839, function () { function f({a:b}){} f()
});
show(840, function () { function f({[1]:b}){} f()
});
show(841, function () { function f({}){} f(null)
});
show(842, function () { function f({...r}){} f(null)
});
show(843, function () { function f(x,{a}){} f()
});
show(844, function () { function f(...[{a}]){} f()
});
show(845, function () { function f(...{a:{b}}){} f()
});
show(846, function () { function f([a]=5){} f()
});
show(847, function () { function f([a]=[]){} f(5)
});
show(848, function () { function f([[a]]){} f([5])
});
show(849, function () { function f({a:[b]}){} f({a:5})
});
show(850, function () { class A{constructor({a}){}} new A()
});
show(851, function () { class A{m({a}){}} new A().m()
});
show(852, function () { class A{set m({a}){}} new A().m=null
});
show(853, function () { var f=({a})=>a; f()
});
show(854, function () { var f=({a:{b}})=>a; f({})
});
show(855, function () { var f=(x,[a])=>a; f(1,2)
});
show(856, function () { [null].forEach(({a})=>a)
});
show(857, function () { [[1,2]].forEach(([a,[b]])=>a)
});
show(858, function () { try{throw null}catch({a}){}
});
show(859, function () { try{throw null}catch([a]){}
});
show(860, function () { try{throw {}}catch({a:{b}}){}
});
show(861, function () { var f=()=>1,a=[1];f(...a,...5)
});
show(862, function () { var f=()=>1,a={};f(...a)
});
show(863, function () { var f=()=>1,a={};f(1,...a)
});
show(864, function () { var f=()=>1,a={};f(...a,1)
});
show(865, function () { var f=()=>1,a;f(...a.b)
});
show(866, function () { var f=()=>1,a={};f(...a.b)
});
show(867, function () { var f=()=>1,a={g(){}};f(...a.g())
});
show(868, function () { var f=()=>1,a={g(){return 5}};f(...a.g())
});
show(869, function () { var f=()=>1,a={b:5};f(...a.b)
});
show(870, function () { var f=()=>1,a={b:5};f(0,...a.b)
});
show(871, function () { var f=()=>1,a={b:5};f(...a.b,0)
});
show(872, function () { var f=()=>1,a={b:5};[...a.b]
});
show(873, function () { var f=()=>1,a={b:5};[...a.c]
});
show(874, function () { var f=()=>1,a={b:5};[1,...a.c,2]
});
show(875, function () { var f=()=>1,a={b:5};[...f()]
});
show(876, function () { var f=()=>1,a={b:5};[...a]
});
show(877, function () { [...null]
});
show(878, function () { [...true]
});
show(879, function () { [...new Date(0)]
});
show(880, function () { [...()=>1]
});
show(881, function () { class A{} ; new A(...5)
});
show(882, function () { class A{} ; new A(...null)
});
show(883, function () { class A{} ; var q; new A(...q)
});
show(884, function () { Math.max(...{a:1})
});
show(885, function () { Math.max(...new Set([1]).size)
});
show(886, function () { console.log(...5)
});
show(887, function () { var o={};o.push(...[1])
});
show(888, function () { var o={a:[]};o.a.b(...[1])
});
show(889, function () { var o={a:[]};o.a.push(...o.b)
});
show(890, function () { var x={[Symbol.iterator]:1};[...x]
});
show(891, function () { var x={[Symbol.iterator]:1};for (var y of x);
});
show(892, function () { var x={[Symbol.iterator]:1};var [y]=x
});
show(893, function () { var x={[Symbol.iterator]:1};Math.max(...x)
});
show(894, function () { var x={[Symbol.iterator]:1};new Set(x)
});
show(895, function () { var x={[Symbol.iterator]:null};[...x]
});
show(896, function () { var x={[Symbol.iterator](){return 1}};[...x]
});
show(897, function () { var x={[Symbol.iterator](){return {}}};var [y]=x
});
show(898, function () { var x={[Symbol.iterator](){return {next:1}}};for (var y of x);
});
show(899, function () { var x={[Symbol.iterator](){return {next(){return 5}}}};for (var y of x);
});
show(900, function () { var x={[Symbol.iterator](){return {next(){return 5}}}};Math.max(...x)
});
show(901, function () { var x={[Symbol.iterator](){return {next(){return 5}}}};new Set(x)
});
show(902, function () { var x={[Symbol.iterator](){return {next(){return {}},return:5}}};for (var y of x) break
});
show(903, function () { var x={[Symbol.iterator](){return {next(){return {}},return:5}}};var [y]=x
});
show(904, function () { var x={[Symbol.iterator](){return {next(){return {}},return(){}}}};var [y]=x
});
show(905, function () { var a=null,k="q";a[k]+=1
});
show(906, function () { var a,k="q";a[k]++
});
show(907, function () { var a,k="q";a[k]=1
});
show(908, function () { var a,k="q";delete a[k]
});
show(909, function () { var a,k="q";a[k]??=1
});
show(910, function () { var a;a[0]+=1
});
show(911, function () { var a;a["q r"]+=1
});
show(912, function () { var a;a[Symbol("s")]+=1
});
show(913, function () { var a;a.b.c+=1
});
