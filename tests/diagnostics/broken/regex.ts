const a = /abc(/;
const b = /[a/;
const c = "x".replace(/\d{2,1}/, "");
