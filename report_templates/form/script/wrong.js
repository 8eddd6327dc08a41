
/* What must be corrected before the answers are handed out; it is what would be refused where they are taken in. */

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const NUMBER = /^-?[0-9]+([.,][0-9]+)?$/;
const MOST = Number.MAX_SAFE_INTEGER;
const GROUPED = /^-?[0-9]{1,3}([.,][0-9]{3})+$/;

function fact(key) {
  return one(`[data-fact="${key}"]`);
}

function isDay(field) {
  return !field.validity.badInput && (field.value === "" || DAY.test(field.value));
}

function* wrongFacts() {
  const day = fact("answered_on");
  if (!isDay(day)) yield [day, "wrong_date"];
  else if (!day.value) yield [day, "wrong_day_missing"];
  if (!questions.some(isAnswered)) yield [questions[0], "wrong_nothing"];
}

function* wrongDeclaration() {
  const fields = ["name", "role", "on"].map((key) => fact(`declaration.${key}`));
  if (!isDay(fields[2])) yield [fields[2], "wrong_date"];
  else if (fields.some(isEntered)) {
    for (const field of fields.filter((field) => !isEntered(field))) yield [field, "wrong_declared"];
  }
}

function* wrongEntries(list) {
  const seen = new Set();
  for (const entry of entriesOf(list)) {
    const values = valuesOf(entry);
    if (!isMeant(entry)) continue;
    const field = (key) => one(`[data-key="${key}"]`, entry);
    yield* list === "people" ? wrongPerson(values, field) : wrongPiece(values, field);
    if (values.id && !ID.test(values.id)) yield [field("id"), "wrong_id"];
    else if (values.id && seen.has(values.id)) yield [field("id"), "wrong_twice"];
    seen.add(values.id);
  }
}

function* wrongPerson(values, field) {
  if (!values.name) yield [field("name"), "wrong_name"];
}

function* wrongPiece(values, field) {
  if (!values.kind) yield [field("kind"), "wrong_kind"];
  if (!values.title) yield [field("title"), "wrong_title"];
  for (const key of ["issued", "expires"]) if (!isDay(field(key))) yield [field(key), "wrong_date"];
  if (values.issued && values.expires && values.expires < values.issued) yield [field("expires"), "wrong_expires"];
  if (values.sha256 && !/^[0-9a-fA-F]{64}$/.test(values.sha256)) yield [field("sha256"), "wrong_sha256"];
}

function* wrongAnswer(question) {
  const entry = entryOf(question);
  const ticked = chosen(question);
  const reason = one("[data-reason] textarea", question);
  if (!isAnswered(question)) {
    if (one("[data-note]", question).value.trim() || citedIn(question).length) yield [question, "wrong_alone"];
    return;
  }
  if (isEntered(entry)) yield* question.dataset.kind === "day" ? wrongDay(entry) : wrongNumber(entry, data.questions[question.dataset.question]);
  if (ticked.includes("not_applicable") && !reason.value.trim()) yield [reason, "wrong_reason"];
  if (!ticked.includes("unknown")) yield* wrongCited(question);
}

function* wrongDay(entry) {
  if (!isDay(entry)) yield [entry, "wrong_date"];
  else if (fact("answered_on").value && entry.value > fact("answered_on").value) yield [entry, "wrong_later"];
}

function* wrongNumber(entry, known) {
  const text = entry.value.trim();
  if (GROUPED.test(text)) yield [entry, "wrong_grouped"];
  else if (!NUMBER.test(text)) yield [entry, "wrong_number"];
  else if (numberOf(text) < known.least) yield [entry, "wrong_least", { limit: known.least }];
  else if (numberOf(text) > (known.most ?? MOST)) yield [entry, "wrong_most", { limit: known.most ?? MOST }];
}

function* wrongCited(question) {
  const seen = new Set();
  for (const cited of citedIn(question)) {
    const { which, where } = valuesOf(cited);
    const select = one('[data-key="which"]', cited);
    if (!which) yield [select, "wrong_cited"];
    else if (seen.has(`${which}#${where}`)) yield [select, "wrong_cited_twice"];
    seen.add(`${which}#${where}`);
  }
}

function numberOf(text) {
  return Number(text.trim().replace(",", "."));
}

/* Everything that is wrong: the field or question, the words, what they are filled with. */
function allWrong() {
  const found = [...wrongFacts(), ...wrongEntries("people"), ...wrongEntries("evidence")];
  return [...found, ...questions.flatMap((question) => [...wrongAnswer(question)]), ...wrongDeclaration()];
}

function forgetIn(place) {
  for (const error of place ? all(".error", place) : []) forget(error);
}

function forget(error) {
  const field = document.getElementById(error.dataset.of);
  if (field) {
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error.id);
    field.removeAttribute("aria-invalid");
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  }
  const marked = error.closest(".wrong");
  error.remove();
  marked?.classList.toggle("wrong", one(".error", marked) !== null);
}

function markWrong([field, key, given]) {
  const error = document.createElement("span");
  error.className = "error";
  error.id = `error-${field.id}`;
  error.dataset.of = field.id;
  tell(error, key, given);
  const question = field.closest("[data-question]");
  field.setAttribute("aria-describedby", [error.id, field.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  if (field === question) one("[data-state]", question).after(error);
  else {
    field.setAttribute("aria-invalid", "true");
    field.before(error);
  }
  (question ?? field.closest(".entry, .field")).classList.add("wrong");
  if (field.closest("details")) field.closest("details").open = true;
}

function linkTo(target, texts) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${target.id}`;
  link.append(...texts);
  item.append(link);
  return item;
}

/* Where a field stands, in the words of the page. */
function whereabouts(field) {
  const question = field.closest("[data-question]");
  const entry = field.closest("fieldset.entry");
  if (question) return one("legend", question);
  if (entry) return one("legend", entry);
  return one(`label[for="${field.id}"]`);
}

function copied(place) {
  return all(".t, [data-number]", place).map((part) => part.cloneNode(true));
}

function wrongLine([field, key, given]) {
  const place = copied(whereabouts(field)).flatMap((part) => [part, " "]);
  return linkTo(field, [...place, ...inAll((lang) => `– ${worded(key, given ?? {}, lang)}`)]);
}

function openLine(question) {
  return linkTo(question, copied(one("legend", question)));
}

function showIf(key, holds) {
  const place = one(`[data-${key.replace("_", "-")}]`);
  tell(place, key);
  place.hidden = !holds;
}

/* Mark what is wrong, list it with what is open; whether nothing is wrong. */
function check() {
  forgetIn(document);
  const wrong = allWrong();
  const open = questions.filter((question) => !isAnswered(question));
  wrong.forEach(markWrong);
  questions.forEach(showState);
  const summary = one("[data-summary]");
  summary.classList.toggle("wrong", wrong.length > 0);
  tell(one("[data-summary-title]"), wrong.length ? "summary_wrong" : "summary_good");
  one("[data-summary-wrong]").replaceChildren(...wrong.map(wrongLine));
  one("[data-summary-open]").replaceChildren(...open.map(openLine));
  tell(one("[data-summary-count]"), "summary_open", { count: open.length });
  one("[data-summary-rest]").hidden = open.length === 0;
  one("[data-summary-rest]").open = wrong.length === 0;
  showIf("summary_undeclared", !isEntered(fact("declaration.name")));
  showIf("summary_all", open.length === 0);
  summary.hidden = false;
  return wrong.length === 0;
}

/* A link to a question or field shows it, whatever is folded or filtered away, and goes there. */
function goTo(target) {
  const question = target.closest("[data-question]");
  if (question) question.hidden = false;
  const details = target.closest("details");
  if (details) details.open = true;
  if (target.matches("[data-question]")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  (target.closest(".field") ?? target).scrollIntoView({ block: target === question ? "start" : "center" });
}
