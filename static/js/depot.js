/* The intake form works without this file; with it, it is quieter. */
"use strict";

(() => {
  const AVEC_REPONSE = [409, 429];
  const PERDUE =
    "Non enregistré : la connexion est coupée. Vos réponses restent sur cette page ; " +
    "gardez-la ouverte et réessayez dans un instant.";
  const REFUSEE =
    "Non enregistré : ce navigateur n’a plus accès au dossier. Demandez un lien d’accès " +
    "(« Suivre ma candidature ») dans un autre onglet, puis enregistrez ici.";

  // A refusal that speaks to the person is shown where the answer was expected.
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    if (AVEC_REPONSE.includes(evenement.detail.xhr.status)) {
      evenement.detail.shouldSwap = true;
      evenement.detail.isError = false;
    }
  });

  const alerter = (phrase) => {
    const place = document.getElementById("enregistre");
    if (!place) return;
    const alerte = document.createElement("p");
    alerte.className = "alert alert-warning mb-0";
    alerte.setAttribute("role", "alert");
    alerte.textContent = phrase;
    place.replaceChildren(alerte);
  };
  document.addEventListener("htmx:sendError", () => alerter(PERDUE));
  document.addEventListener("htmx:responseError", () => alerter(REFUSEE));

  // One click, one request; the button comes back with the page.
  document.addEventListener("submit", ({ target }) => {
    const bouton = target.querySelector("[data-une-fois]");
    if (bouton) setTimeout(() => { bouton.disabled = true; });
  });
  addEventListener("pageshow", (evenement) => {
    if (!evenement.persisted) return;
    for (const bouton of document.querySelectorAll("[data-une-fois]")) bouton.disabled = false;
  });

  // A question that another answer makes pointless is hidden, never emptied.
  const DEPENDANCES = [
    { de: "-logiciel", vers: "-dui_autre", si: ["autre"] },
    { de: "-commande_sons", vers: "-logiciel_sons", si: ["vague_1", "vague_2"] },
  ];
  for (const { de, vers, si } of DEPENDANCES) {
    for (const maitre of document.querySelectorAll(`select[name$="${de}"]`)) {
      const nom = maitre.name.slice(0, -de.length) + vers;
      const bloc = document.getElementById(`div_id_${nom}`);
      const accorder = () => { bloc.hidden = !si.includes(maitre.value); };
      if (!bloc) continue;
      maitre.addEventListener("change", accorder);
      accorder();
    }
  }

  document.querySelector("#conflit, #erreurs")?.focus();
})();
