
/* The answers as the document that is sent back. */

/* A text without what no document may hold: control characters, and halves of characters. */
function clean(text) {
  const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
  return whole.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "").trim();
}

function onOneLine(text) {
  return clean(text.replace(/\s+/g, " "));
}

function slug(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return plain.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase().slice(0, 40).replace(/-+$/, "");
}

function unlike(taken, id) {
  let made = id;
  for (let number = 2; taken.has(made); number += 1) made = `${id}-${number}`;
  return made;
}

/* An id for a person from the name; colleagues who are asked other questions get others, so that no two meet. */
function personId(values) {
  const own = data.form.respondent === "vendor" ? "" : `.${data.form.respondent}`;
  return `${slug(values.name) || "person"}${own}`;
}

function pieceId(values) {
  return [slug(values.title) || slug(values.kind) || "document", values.issued].filter(Boolean).join("-");
}

/* Whether a piece of last time is another one now: a review of the old one is not of the new. */
function isAnother(values, last) {
  return Boolean(last) && ["kind", "issued", "expires", "sha256"].some((key) => values[key] && values[key] !== (last[key] ?? ""));
}

/* The entries of a list that hold something, with the id of each: given, or made. */
function idsOf(list) {
  const known = list === "people" ? data.people.map((person) => person.id) : Object.keys(data.evidence);
  const entries = entriesOf(list).filter(isMeant);
  const taken = new Set([...known, ...entries.map((entry) => valuesOf(entry).id)]);
  const ids = new Map();
  for (const entry of entries) {
    const values = valuesOf(entry);
    const renewed = list === "evidence" && values.id === entry.dataset.last && isAnother(values, data.evidence[values.id]);
    const id = renewed ? unlike(taken, values.id) : values.id || entry.dataset.last || unlike(taken, list === "people" ? personId(values) : pieceId(values));
    taken.add(id);
    ids.set(entry.id, id);
  }
  return ids;
}

function stated(values) {
  const cleaned = Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? onOneLine(value) : value]);
  return Object.fromEntries(cleaned.filter(([, value]) => value.length > 0));
}

function valueOf(question, ticked) {
  const options = ticked.filter((token) => token.startsWith("option:")).map((token) => token.slice("option:".length));
  if (question.dataset.kind === "several") return options;
  const entry = entryOf(question);
  if (!isEntered(entry)) return options[0];
  return question.dataset.kind === "number" ? numberOf(entry.value) : entry.value;
}

/* Status and value; all of last time's answer where it is unchanged, with the ids of now. */
function baseOf(question, ticked, ids) {
  const id = question.dataset.question;
  if (ticked.includes("same")) return ofNow(data.last[id], ids);
  if (ticked.includes("unknown")) return { status: "unknown" };
  if (ticked.includes("not_applicable")) return { status: "not_applicable", reason: clean(one("[data-reason] textarea", question).value) };
  return { status: "answered", value: valueOf(question, ticked) };
}

function ofNow(last, ids) {
  const now = (list, id) => ids[list].get(entriesOf(list).find((entry) => entry.dataset.last === id)?.id) ?? id;
  const made = { ...last };
  if (last.by) made.by = now("people", last.by);
  if (last.evidence) {
    made.evidence = last.evidence.map((cited) => {
      const [id, ...where] = cited.split("#");
      return [now("evidence", id), ...where].join("#");
    });
  }
  return made;
}

function besides(question, status, ids) {
  const said = saidAt(question);
  const made = {};
  if (clean(said.note)) made.note = clean(said.note);
  if (said.by) made.by = ids.people.get(said.by);
  const cited = said.cited.map(({ which, where }) => ids.evidence.get(which) + (onOneLine(where) ? `#${onOneLine(where)}` : ""));
  if (cited.length && status !== "unknown") made.evidence = cited;
  return made;
}

function answerOf(question, ids) {
  const base = baseOf(question, chosen(question), ids);
  return { ...base, ...besides(question, base.status, ids) };
}

/* The entries that stand for something: an answer names them, or they are not as last time. */
function wanted(list, ids, used, lastOf) {
  return entriesOf(list)
    .filter((entry) => ids.has(entry.id))
    .map((entry) => ({ ...stated(valuesOf(entry)), id: ids.get(entry.id), last: entry.dataset.last }))
    .filter(({ last, ...now }) => !last || used.has(now.id) || !isSame(now, lastOf(last)))
    .map(({ last, ...now }) => now);
}

function isSame(now, last) {
  const plain = (values) => JSON.stringify(Object.entries(stated(values)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return plain(now) === plain(last);
}

function declaration() {
  const told = Object.fromEntries(["name", "role", "on"].map((key) => [key, onOneLine(fact(`declaration.${key}`).value)]));
  return told.name ? { declaration: told } : {};
}

function response() {
  const ids = { people: idsOf("people"), evidence: idsOf("evidence") };
  const answered = questions.filter(isAnswered);
  const answers = Object.fromEntries(answered.map((question) => [question.dataset.question, answerOf(question, ids)]));
  const named = new Set(Object.values(answers).map((answer) => answer.by));
  const cited = new Set(Object.values(answers).flatMap((answer) => (answer.evidence ?? []).map((text) => text.split("#")[0])));
  const people = wanted("people", ids.people, named, (id) => data.people.find((person) => person.id === id));
  const pieces = wanted("evidence", ids.evidence, cited, (id) => ({ ...data.evidence[id], id }));
  return {
    format: "kporisk.response/1",
    answered_on: fact("answered_on").value,
    respondents: people,
    ...declaration(),
    evidence: Object.fromEntries(pieces.map(({ id, ...piece }) => [id, piece])),
    answers,
  };
}

function filledForm() {
  const confirmed = questions.filter((question) => chosen(question).includes("same")).map((question) => question.dataset.question);
  return { format: data.format, form: data.form, confirmed, response: response() };
}

function download() {
  const message = one("[data-downloaded]");
  message.replaceChildren();
  if (!check()) {
    one("[data-summary]").focus();
    return;
  }
  const name = fileName("answers");
  give(name, filledForm());
  tell(message, "downloaded", { file: name });
}
