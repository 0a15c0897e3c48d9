// The reason of a refusal is asked only of whoever refuses. Without this script it stays visible.
for (const form of document.querySelectorAll("form[data-reponse]")) {
  const montrer = () => {
    const choix = form.querySelector("input[name=reponse]:checked");
    for (const bloc of form.querySelectorAll("[data-si-reponse]")) {
      bloc.hidden = bloc.dataset.siReponse !== choix?.value;
    }
  };
  form.addEventListener("change", montrer);
  montrer();
}
