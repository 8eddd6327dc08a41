
/* What is typed is kept in the browser as one goes, and can be saved as a copy and opened again. */

const DRAFT = "kporisk.form-draft/1";
const KEY = `kporisk.form ${data.form.vendor.slice(0, 16)} ${data.form.sha256}`;

let unsaved = false;
let waiting = 0;

function draft() {
  const kept = (list) => entriesOf(list).map((entry) => ({ key: entry.id, last: entry.dataset.last ?? "", values: valuesOf(entry) }));
  const answers = questions.map((question) => [question.dataset.question, saidAt(question)]);
  return {
    format: DRAFT,
    form: data.form.sha256,
    lang: document.documentElement.lang,
    facts: Object.fromEntries(all("[data-fact]").map((field) => [field.dataset.fact, field.value])),
    people: kept("people"),
    evidence: kept("evidence"),
    answers: Object.fromEntries(answers),
  };
}

/* Whether a draft is of this very form. */
function isOurs(given) {
  return given !== null && typeof given === "object" && given.format === DRAFT && given.form === data.form.sha256;
}

/* Show a draft; where it is not whole, the page stays as it was. */
function restore(given) {
  const before = draft();
  try {
    lay(given);
  } catch (error) {
    lay(before);
    throw error;
  }
}

function lay(given) {
  const now = new Map();
  for (const list of ["people", "evidence"]) {
    for (const entry of entriesOf(list)) if (!entry.dataset.last) entry.remove();
    for (const { key, last, values } of given[list]) {
      const standing = last && entriesOf(list).find((entry) => entry.dataset.last === last);
      if (standing) fill(standing, values);
      now.set(key, (standing || addEntry(list, values)).id);
    }
    number(list);
  }
  offerAll();
  for (const field of all("[data-fact]")) field.value = given.facts[field.dataset.fact] ?? "";
  if (data.langs.includes(given.lang)) speak(given.lang);
  for (const question of questions) sayAt(question, given.answers[question.dataset.question] ?? {}, (key) => now.get(key) ?? "");
}

function showAll() {
  offerAll();
  questions.forEach(showState);
  showProgress();
}

function tellKept(key, given = {}) {
  const place = one("[data-kept]");
  const failed = key === "kept_failed" || key === "kept_elsewhere";
  if (failed) place.role = "alert";
  else place.removeAttribute("role");
  place.classList.toggle("failed", failed);
  tell(place, key, given);
}

function keep() {
  waiting = 0;
  try {
    localStorage.setItem(KEY, JSON.stringify(draft()));
    unsaved = false;
    tellKept("kept", { time: new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) });
  } catch {
    tellKept("kept_failed");
  }
}

function keepSoon() {
  unsaved = true;
  if (!waiting) waiting = setTimeout(keep, 250);
}

function keepNow() {
  if (waiting) {
    clearTimeout(waiting);
    keep();
  }
}

function takeUp() {
  try {
    const given = JSON.parse(localStorage.getItem(KEY));
    if (isOurs(given)) restore(given);
    localStorage.setItem(`${KEY} try`, "");
    localStorage.removeItem(`${KEY} try`);
  } catch {
    tellKept("kept_failed");
  }
}

function deleteKept() {
  if (!confirm(phrase("delete_sure"))) return;
  clearTimeout(waiting);
  waiting = 0;
  unsaved = false;
  try {
    localStorage.removeItem(KEY);
  } catch {
    /* Where nothing can be kept there is nothing to delete. */
  }
  location.reload();
}

/* Hand a file out as a download. */
function give(name, value) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function fileName(what) {
  return `${slug(data.name) || "vendor"}-${what}-${data.form.respondent}.json`;
}

function saveCopy() {
  const name = fileName("draft");
  give(name, draft());
  unsaved = false;
  tell(one("[data-copy-message]"), "copy_saved", { file: name });
}

async function openCopy(file) {
  const message = one("[data-copy-message]");
  try {
    const given = JSON.parse(await file.text());
    if (!isOurs(given)) throw new TypeError("another form");
    restore(given);
    showAll();
    keepSoon();
    tell(message, "copy_opened");
  } catch {
    tell(message, "copy_wrong");
  }
}
