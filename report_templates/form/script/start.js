
/* What happens when. */

const DOES = {
  check: () => {
    check();
    one("[data-summary]").focus();
  },
  download,
  delete: deleteKept,
  "save-copy": saveCopy,
  "open-copy": () => one("[data-copy]").click(),
};

function clicked({ target }) {
  const button = target.closest("button");
  const link = target.closest("[data-summary] a");
  if (link) goTo(document.getElementById(link.hash.slice(1)));
  if (!button) return !link;
  const { lang, add } = button.dataset;
  if (lang) {
    speak(lang);
    keepSoon();
  } else if (button.dataset.do) DOES[button.dataset.do]();
  else if (add) one("input, select", addEntry(add)).focus();
  else if (button.matches("[data-cite]")) one("select", addCited(button.closest("[data-question]"))).focus();
  else if (button.matches("[data-clear]")) clearAnswer(button.closest("[data-question]"));
  else if (button.matches("[data-choose]")) one("[data-chosen]", button.closest(".entry")).click();
  else if (button.matches("[data-remove]")) removeEntry(button.closest(".entry"));
  if (add) offerAll();
  if (!lang && !button.dataset.do) changed({ target: button });
  return true;
}

/* After anything was typed, chosen, added or taken away. */
function changed({ target }) {
  const question = target.closest("[data-question]");
  forgetIn(question ?? target.closest(".entry, .field"));
  if (question) {
    if (target.matches("input")) exclude(question, target);
    showState(question);
  }
  showProgress();
  keepSoon();
}

async function fileChosen(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  if (input.matches("[data-copy]")) await openCopy(file);
  else {
    await describeFile(input.closest(".entry"), file);
    keepSoon();
  }
}

function begin() {
  for (const person of data.people) addEntry("people", person, person.id);
  for (const [id, piece] of Object.entries(data.evidence)) addEntry("evidence", { ...piece, id }, id);
  offerAll();
  takeUp();
  showAll();
  document.addEventListener("click", (event) => {
    if (!clicked(event)) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-only-open]")) showOnlyOpen(event.target.checked);
    else if (event.target.type !== "file") changed(event);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") fileChosen(event.target);
    else if (event.target.matches('[data-key="name"], [data-key="title"]')) offerAll();
  });
  one("form").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("pagehide", keepNow);
  window.addEventListener("storage", (event) => event.key === KEY && tellKept("kept_elsewhere"));
  window.addEventListener("beforeunload", (event) => unsaved && !waiting && event.preventDefault());
  window.addEventListener("beforeprint", () => {
    for (const question of questions) if (saidAt(question).note || saidAt(question).by || citedIn(question).length) one("details", question).open = true;
  });
}

begin();
