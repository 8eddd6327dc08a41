
/* Texts: every one stands in the page in all languages, and the style shows that of the page's. Nothing is ever made of markup. */

const data = JSON.parse(document.getElementById("data").textContent);

function one(selector, within = document) {
  return within.querySelector(selector);
}

function all(selector, within = document) {
  return [...within.querySelectorAll(selector)];
}

function worded(key, given, lang) {
  return data.words[lang][key].replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);
}

/* A text in the language of the page, for where only one can stand. */
function phrase(key, given = {}) {
  return worded(key, given, document.documentElement.lang);
}

function inAll(texts) {
  return data.langs.map((lang) => {
    const span = document.createElement("span");
    span.className = "t";
    span.lang = lang;
    span.textContent = texts(lang);
    return span;
  });
}

function tell(place, key, given = {}) {
  place.replaceChildren(...inAll((lang) => worded(key, given, lang)));
}

function speak(lang) {
  document.documentElement.lang = lang;
  document.title = data.title[lang];
  for (const button of all("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  offerAll();
}
