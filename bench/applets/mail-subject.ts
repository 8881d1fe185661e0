// A subject line into ticket, list, priority and the bare subject.
const subject: string = Gmail.newEmail.Subject || "";
const sender: string = Gmail.newEmail.From || "";

let bare = subject.trim();
let replies = 0;
const prefix = /^(?:re|aw|sv|antw|fwd?|wg|tr|rv)(?:\[(\d+)\])?\s*:\s*/i;
for (let found = prefix.exec(bare); found !== null; found = prefix.exec(bare)) {
  replies += found[1] ? parseInt(found[1], 10) : 1;
  bare = bare.slice(found[0].length);
}

const lists: string[] = [];
bare = bare.replace(/^(\s*\[([^\]]{1,40})\]\s*)+/, function (all: string) {
  for (const part of all.match(/[^\[\]]+/g) || []) {
    if (part.trim() !== "") lists.push(part.trim().toLowerCase());
  }
  return "";
});

const ticket = /(?:#|\b(?:ticket|case|issue)\s*(?:no\.?|nr\.?)?\s*)([A-Z]{0,4}-?\d{3,8})\b/i.exec(bare);
const urgent = /\b(?:urgent|asap|dringend|wichtig|important|!{2,})/i.test(bare) || /!{2,}$/.test(bare);
const address = sender.match(/^\s*"?([^"<]*?)"?\s*<([^<>\s]+@([^<>\s]+))>\s*$/);
const name = address ? address[1] || address[2].split("@")[0] : sender.trim();
const domain = address ? address[3].toLowerCase() : sender.replace(/^.*@/, "").toLowerCase();

if (/^(?:out of office|automatic reply|abwesen)/i.test(bare) || domain.endsWith(".invalid")) {
  Trello.createCard.skip("automatic: " + bare.substring(0, 20));
} else {
  Trello.createCard.setTitle(bare.replace(/\s{2,}/g, " ").replace(/[\s!.]+$/, ""));
  Trello.createCard.setDescription(
    [name, domain, replies + (replies === 1 ? " reply" : " replies"), lists.join("/")].filter(Boolean).join(" | ")
  );
  if (ticket) Trello.createCard.setTicket(ticket[1].toUpperCase());
  Trello.createCard.setLabel(urgent ? "red" : replies > 2 ? "orange" : "green");
}
