// Takes what is private out of a support chat before it goes to a channel that many read.
let text: string = Zendesk.newComment.Comment;
const counts: Record<string, number> = {};
function count(what: string): void {
  counts[what] = (counts[what] || 0) + 1;
}

text = text
  .replace(/(?<=\b[\w.+-]{2})[\w.+-]*(?=@[\w-]+(?:\.[\w-]+)+\b)/g, () => (count("mail"), "***"))
  .replace(/\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?\b/g, (iban) => {
    count("iban");
    const bare = iban.replace(/\s/g, "");
    return bare.slice(0, 4) + "…" + bare.slice(-3);
  })
  .replace(/(?<![\d-])(?:\d[ -]?){12,15}\d(?![\d-])/g, (card) => {
    const digits = card.replace(/\D/g, "");
    let sum = 0;
    for (let i = 0; i < digits.length; i++) {
      const d = Number(digits[digits.length - 1 - i]) * (i % 2 ? 2 : 1);
      sum += d > 9 ? d - 9 : d;
    }
    if (sum % 10 !== 0) return card;
    count("card");
    return "*".repeat(digits.length - 4) + digits.slice(-4);
  })
  .replace(/(?<!\d)\+\d{1,3}[ ./-]?\(?\d{1,4}\)?(?:[ ./-]?\d{2,4}){2,4}(?!\d)/g, (phone) => {
    count("phone");
    return phone.slice(0, 3) + phone.slice(3, -2).replace(/\d/g, "x") + phone.slice(-2);
  })
  .replace(/(?<=\b(?:password|passwort|pin|token)\b\s*(?:is|ist|[:=])\s*)\S+/gi, () => (count("secret"), "[removed]"))
  .replace(/(?<=[?&](?:key|session|auth)=)[^&\s#]+/g, () => (count("secret"), "…"));

const what = Object.keys(counts).sort().map((key) => `${counts[key]} ${key}${counts[key] > 1 ? "s" : ""}`);
const grouped = Zendesk.newComment.Number.replace(/(?<=\d)(?=(?:\d{3})+$)/g, "'");
Slack.postToChannel.setMessage(text.trim());
Slack.postToChannel.setTitle("Ticket " + grouped + (what.length ? ": removed " + what.join(", ") : ""));
if (/^\s*(?:thanks?|thank you|ok(?:ay)?|danke)[\s.!]*$/i.test(text)) {
  Slack.postToChannel.skip("only thanks");
}
