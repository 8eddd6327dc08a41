
/* People, evidence, and what an answer cites: entries that are added and removed. */

let grown = 0;

/* A new entry from its template, with ids of its own. */
function grow(list) {
  const part = document.getElementById(`${list}-entry`).content.cloneNode(true);
  grown += 1;
  for (const name of ["id", "for", "aria-labelledby", "aria-describedby"]) {
    for (const part_ of all(`[${name}]`, part)) part_.setAttribute(name, `${part_.getAttribute(name)}-${grown}`);
  }
  const entry = part.firstElementChild;
  entry.id = `${list}-entry-${grown}`;
  return entry;
}

function entriesOf(list) {
  return [...one(`[data-list="${list}"]`).children];
}

function valuesOf(entry) {
  const values = {};
  for (const field of all("[data-key]", entry)) {
    const key = field.dataset.key;
    if (field.type !== "checkbox") values[key] = field.value.trim();
    else values[key] = [...(values[key] ?? []), ...(field.checked ? [field.value] : [])];
  }
  return values;
}

function fill(entry, values) {
  for (const field of all("[data-key]", entry)) {
    const value = values[field.dataset.key];
    if (field.type === "checkbox") field.checked = Array.isArray(value) && value.includes(field.value);
    else field.value = typeof value === "string" ? value : "";
  }
}

function isEmpty(values) {
  return Object.values(values).every((value) => value.length === 0);
}

/* Whether an entry stands for something; one of last time does, whatever is left of it. */
function isMeant(entry) {
  return Boolean(entry.dataset.last) || !isEmpty(valuesOf(entry));
}

/* An entry in a list; one of last time (`last`: its id) stays, since answers of last time may need it. */
function addEntry(list, values = {}, last = "") {
  const entry = grow(list);
  if (last) {
    entry.dataset.last = last;
    one("[data-remove]", entry).remove();
  }
  one(`[data-list="${list}"]`).append(entry);
  if (list === "evidence") offerKinds(one('[data-key="kind"]', entry));
  fill(entry, values);
  number(list);
  return entry;
}

function number(list) {
  entriesOf(list).forEach((entry, place) => (one("[data-number]", entry).textContent = String(place + 1)));
}

function addCited(question, which = "", where = "") {
  const entry = grow("cited");
  one("[data-cited]", question).append(entry);
  offerPieces(one('[data-key="which"]', entry), which);
  one('[data-key="where"]', entry).value = where;
  return entry;
}

function citedIn(question) {
  return [...one("[data-cited]", question).children];
}

/* Take an entry away; the focus goes to the button that adds another. */
function removeEntry(entry) {
  const list = entry.parentElement;
  const question = entry.closest("[data-question]");
  entry.remove();
  if (question) one("[data-cite]", question).focus();
  else {
    number(list.dataset.list);
    one(`[data-add="${list.dataset.list}"]`).focus();
  }
  offerAll();
  tell(one("[data-announced]"), "removed");
}

function offer(select, offered, value = select.value) {
  select.replaceChildren(
    ...offered.map(([given, text]) => {
      const option = document.createElement("option");
      option.value = given;
      option.textContent = text;
      return option;
    }),
  );
  select.value = value;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function offerKinds(select) {
  const lang = document.documentElement.lang;
  offer(select, [["", phrase("choose_kind")], ...Object.entries(data.kinds).map(([id, text]) => [id, text[lang]])]);
}

function named(list, key) {
  return entriesOf(list).filter(isMeant).map((entry) => [entry.id, one(`[data-key="${key}"]`, entry).value.trim() || "…"]);
}

function offerPieces(select, value) {
  offer(select, [["", phrase("choose_piece")], ...named("evidence", "title")], value);
}

/* All that is chosen from: after the language, a name or a title changed, or an entry came or went. */
function offerAll() {
  for (const select of all('[data-key="kind"]')) offerKinds(select);
  for (const select of all('[data-key="which"]')) offerPieces(select);
  const people = [["", phrase("nobody")], ...named("people", "name")];
  for (const select of all("[data-by]")) offer(select, people);
  const none = !entriesOf("evidence").some(isMeant);
  for (const hint of all("[data-cite-first]")) hint.hidden = !none;
  for (const button of all("[data-cite]")) button.hidden = none;
}

/* Name and SHA-256 of a file; it is read here and goes nowhere. */
async function describeFile(entry, file) {
  const message = one("[data-chosen-message]", entry);
  one('[data-key="file"]', entry).value = file.name.slice(0, 300);
  const digits = one('[data-key="sha256"]', entry);
  digits.value = "";
  tell(message, "file_busy");
  try {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    digits.value = [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    tell(message, "file_done");
  } catch {
    tell(message, "file_failed");
  }
}
