// The workshop: selecting, dragging and keys. Everything else is plain forms and htmx.
(() => {
  "use strict";
  /* global htmx */

  const trouver = (selecteur) => document.querySelector(selecteur);
  const tous = (selecteur, dans = document) => [...dans.querySelectorAll(selecteur)];
  const dialogue = trouver("#dialogue");
  const coches = () => tous("input[name=candidatures][form=lot]:checked");
  const cle = (case_) => case_.closest("[data-cle]").dataset.cle;

  // --- With a script: a dialog rather than the select of the bar ---------------------------

  function preparer() {
    tous(".sans-js").forEach((element) => element.remove());
    tous(".avec-js").forEach((element) => { element.hidden = false; });
    const vers = trouver("#vers");
    if (vers) vers.disabled = false;
    tous(".guet").forEach((guet) => guetteur.observe(guet));
    compter();
  }

  // The next rows are asked for a screen or two before the last one is seen.
  const guetteur = new IntersectionObserver((entrees) => {
    entrees.filter((entree) => entree.isIntersecting).forEach(({ target }) => {
      target.classList.remove("guet");
      guetteur.unobserve(target);
      htmx.trigger(target, "approche");
    });
  }, { root: trouver("#vivier-lignes"), rootMargin: "1500px" });

  // --- The selection: it outlives what htmx draws again -------------------------------------

  const selection = new Set();

  function compter() {
    const nombre = coches().length;
    const bouton = trouver("#ouvrir-dialogue");
    if (!bouton) return;
    bouton.disabled = nombre === 0;
    trouver("#compte").textContent = nombre ? `(${nombre})` : "";
    trouver("#interdire").hidden = nombre !== 2;
    intituler(nombre);
  }

  function intituler(nombre) {
    trouver("#dialogue-compte").textContent = nombre > 1 ? `${nombre} candidatures` : "une candidature";
  }

  function retenir(case_) {
    if (case_.checked) selection.add(cle(case_));
    else selection.delete(cle(case_));
  }

  function recocher() {
    tous("input[name=candidatures][form=lot]").forEach((case_) => {
      case_.checked = selection.has(cle(case_));
    });
    compter();
  }

  let derniere = null;

  document.addEventListener("click", (evenement) => {
    const case_ = evenement.target.closest("input[name=candidatures][form=lot]");
    if (!case_) return;
    if (evenement.shiftKey && derniere?.isConnected) {
      const liste = tous("input[name=candidatures][form=lot]", case_.closest("ul"));
      const [debut, fin] = [liste.indexOf(derniere), liste.indexOf(case_)].sort((a, b) => a - b);
      if (debut >= 0) {
        liste.slice(debut, fin + 1).forEach((autre) => { autre.checked = case_.checked; retenir(autre); });
      }
    }
    retenir(case_);
    derniere = case_;
    compter();
  });

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#tout-cocher")) {
      const cases = tous("#vivier-lignes input[name=candidatures]");
      const cocher = cases.some((case_) => !case_.checked);
      cases.forEach((case_) => { case_.checked = cocher; retenir(case_); });
      compter();
    } else if (target.closest("#ouvrir-dialogue")) {
      ouvrir();
    } else if (target.closest("#nouvelle") && coches().length) {
      demander("nouvelle");
    } else if (target.closest("[data-fermer]")) {
      dialogue.close();
    } else if (target.closest("[data-retour]")) {
      ouvrir();
    }
  });

  // --- The dialog: choose where, see the effect, confirm ------------------------------------

  function ouvrir(vers = "") {
    trouver("#effet").replaceChildren();
    trouver("#dialogue-choix").hidden = false;
    trouver("#chercher-cible").value = "";
    filtrerLesCibles();
    trouver("#vers").value = vers;
    if (!dialogue.open) dialogue.showModal();
    trouver("#chercher-cible").focus();
  }

  function demander(vers) {
    ouvrir(vers);
    trouver("#lot").requestSubmit();
  }

  const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function filtrerLesCibles() {
    const mots = plier(trouver("#chercher-cible").value).split(/\s+/).filter(Boolean);
    const options = [...trouver("#vers").options];
    options.forEach((option) => {
      // By name and software: « 15 » is grappe 15, not any of 15 ESMS.
      const nom = plier(option.dataset.nom ?? option.text);
      option.hidden = !option.value || !mots.every((mot) => nom.includes(mot));
      option.disabled = option.hidden;
    });
    if (mots.length) trouver("#vers").value = options.find((option) => !option.hidden)?.value ?? "";
  }

  dialogue?.addEventListener("input", ({ target }) => {
    if (target.id === "chercher-cible") filtrerLesCibles();
  });

  dialogue?.addEventListener("keydown", (evenement) => {
    const { target, key } = evenement;
    if (target.id === "chercher-cible" && (key === "ArrowDown" || key === "ArrowUp")) {
      evenement.preventDefault();
      const vers = trouver("#vers");
      const visibles = [...vers.options].filter((option) => !option.hidden);
      const pas = key === "ArrowDown" ? 1 : -1;
      const rang = visibles.findIndex((option) => option.selected);
      vers.value = visibles[Math.max(0, Math.min(visibles.length - 1, rang + pas))]?.value ?? "";
    } else if ((target.id === "chercher-cible" || target.id === "vers") && key === "Enter") {
      evenement.preventDefault();
      if (trouver("#vers").value) trouver("#lot").requestSubmit();
    }
  });

  dialogue?.addEventListener("dblclick", ({ target }) => {
    if (target.closest("#vers")) trouver("#lot").requestSubmit();
  });

  function montrerLEffet() {
    if (!dialogue.open) dialogue.showModal();
    trouver("#dialogue-choix").hidden = true;
    intituler(tous("#effet [name=candidatures]").length);
    // An advice that was followed moves who is not ticked: there is no other destination to choose.
    const retour = trouver("#effet [data-retour]");
    if (retour) retour.hidden = coches().length === 0;
    const premier = trouver("#effet textarea, #effet [type=checkbox], #effet .confirmer, #effet [data-retour]");
    premier?.focus();
  }

  // --- Keys ---------------------------------------------------------------------------------

  document.addEventListener("keydown", (evenement) => {
    const { target, key } = evenement;
    const ecrit = target.matches("textarea, select, input:not([type=checkbox])");
    if ((evenement.ctrlKey || evenement.metaKey) && key.toLowerCase() === "z" && !ecrit && !dialogue?.open) {
      const bouton = trouver(evenement.shiftKey ? "#refaire" : "#annuler");
      if (bouton && !bouton.disabled) { evenement.preventDefault(); bouton.click(); }
      return;
    }
    if (!target.matches("input[name=candidatures][form=lot]")) return;
    if (key === "Enter") {
      evenement.preventDefault();
      if (!target.checked) { target.checked = true; retenir(target); compter(); }
      ouvrir();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      const cases = tous("input[name=candidatures][form=lot]");
      const voisine = cases[cases.indexOf(target) + (key === "ArrowDown" ? 1 : -1)];
      if (voisine) { evenement.preventDefault(); voisine.focus(); }
    }
  });

  // --- Dragging: what is dragged is what is ticked ------------------------------------------

  let survolee = null;

  function survoler(cible) {
    survolee?.classList.remove("survol");
    survolee = cible;
    survolee?.classList.add("survol");
  }

  document.addEventListener("dragstart", (evenement) => {
    const ligne = evenement.target.closest?.(".og[draggable=true]");
    if (!ligne) return;
    const case_ = ligne.querySelector("input[name=candidatures]");
    if (!case_.checked) {
      coches().forEach((autre) => { autre.checked = false; });
      selection.clear();
      case_.checked = true;
      retenir(case_);
      compter();
    }
    evenement.dataTransfer.effectAllowed = "move";
    evenement.dataTransfer.setData("text/plain", `${coches().length} candidature(s)`);
    document.body.classList.add("glisse");
  });

  document.addEventListener("dragover", (evenement) => {
    if (!document.body.classList.contains("glisse")) return;
    const cible = evenement.target.closest("[data-vers]");
    survoler(cible);
    if (cible) evenement.preventDefault();
  });

  document.addEventListener("drop", (evenement) => {
    const cible = evenement.target.closest("[data-vers]");
    if (!cible || !document.body.classList.contains("glisse")) return;
    evenement.preventDefault();
    demander(cible.dataset.vers);
  });

  document.addEventListener("dragend", () => {
    survoler(null);
    document.body.classList.remove("glisse");
  });

  // --- What htmx asks and draws -------------------------------------------------------------

  const veille = (element) => element.id === "veille";

  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (detail.verb === "post") {
      tous("details.carte-detail[open]").forEach((carte) => detail.parameters.append("ouvertes", carte.dataset.cle));
      detail.parameters.append("lignes", tous("#vivier-lignes > .og").map((rang) => rang.dataset.cle).join(","));
    } else if (target.matches("#vivier-lignes > [hx-get]")) {
      // Rows that left the list since, or came on top of it, would shift what comes next.
      detail.parameters.append("debut", tous("#vivier-lignes > .og:not(.arrivee)").length);
    }
  });

  // A row that came on top of the list comes again at its own place: once is enough.
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id !== "vivier-lignes") return;
    const vus = new Set();
    tous("#vivier-lignes > .og").forEach((rang) => {
      if (vus.has(rang.id)) rang.remove();
      vus.add(rang.id);
    });
  });

  // A hidden tab asks nothing; nothing is drawn again under the hand that drags or types.
  document.addEventListener("htmx:beforeRequest", (evenement) => {
    const occupe = document.hidden || document.body.classList.contains("glisse") || dialogue?.open;
    if (veille(evenement.target) && occupe) evenement.preventDefault();
  });

  // The list of the dialog is not changed under the eyes of who chooses in it.
  document.addEventListener("htmx:oobBeforeSwap", (evenement) => {
    if (evenement.detail.target.id === "vers" && dialogue.open) evenement.detail.shouldSwap = false;
  });

  document.addEventListener("atelier:change", ({ detail }) => {
    detail.lignes.forEach((pk) => trouver(`#vivier-lignes > [data-cle="${pk}"]`)?.remove());
    detail.cartes.forEach((pk) => trouver(`#grappe-${pk}`)?.remove());
    if (!detail.fait) return;
    if (dialogue?.open) { selection.clear(); dialogue.close(); }
  });

  document.addEventListener("htmx:afterRequest", ({ target }) => {
    if (target.id === "filtres") trouver("#vivier-lignes").scrollTop = 0;
    if (!veille(target)) tenirLeFocus(target);
  });

  // What was drawn again with its id keeps the focus; a button that is spent gives it on.
  function tenirLeFocus(forme) {
    const actif = document.activeElement;
    if (actif !== document.body && !actif.disabled) return;
    const suite = forme.matches(".effet") ? null : trouver("#annuler:enabled, #refaire:enabled");
    (suite ?? trouver("#vivier-lignes")).focus();
  }

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id === "effet" && trouver("#effet").childElementCount) montrerLEffet();
    preparer();
    recocher();
  });

  // Out-of-band pieces settle after this event: the selection is put back then too.
  document.addEventListener("htmx:oobAfterSwap", recocher);

  preparer();
})();
