// Uses the page as a person would and writes into #report what it shows.

(async () => {
  const report = [];
  const element = (id) => document.getElementById(id);
  const text = (id) => element(id).textContent;
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const key = (name) =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const view = element("view");
  // Only pointers that exist can be captured.
  view.setPointerCapture = () => {};
  const click = (x, y) => ["pointerdown", "pointerup"].forEach((kind) =>
    view.dispatchEvent(new PointerEvent(kind, { pointerId: 7, pointerType: "mouse", button: 0, clientX: x, clientY: y })));
  const slide = (value) => {
    element("score").value = value;
    element("score").dispatchEvent(new Event("input"));
  };

  await wait(300);
  report.push(`linked ${text("frame-count")}`);
  report.push(`all ${text("detection-count")} and ${text("truth-count")}`);
  slide(0.9);
  report.push(`score ${text("detection-count")} and ${text("truth-count")}`);
  slide(0.5);
  report.push(`lowered ${text("detection-count")}`);
  key("g");
  report.push(`truth ${text("truth-count")}`);
  key("g");
  key("n");
  const score = [...element("details-facts").children].find((fact) => fact.textContent === "Score");
  report.push(`next ${text("details-class")} ${score.nextSibling.textContent} ${location.hash}`);
  key("Escape");
  report.push(`closed ${element("details").hidden}`);
  // From above, 41.6 m of the ground fit into the height of the window, around 20 m ahead.
  const tenMetres = 10 * innerHeight / 41.6;
  click(innerWidth / 2 - tenMetres, innerHeight / 2 + tenMetres);
  report.push(`click ${location.hash}`);
  click(innerWidth / 2, innerHeight / 2 - tenMetres);
  report.push(`beside ${location.hash}`);
  key("ArrowRight");
  report.push(`right ${text("frame-count")}`);
  key("ArrowRight");
  report.push(`around ${text("frame-count")}`);
  key(" ");
  await wait(500);
  key(" ");
  report.push(`played ${text("frame-count") !== "1 / 3"}`);
  key("?");
  report.push(`help ${element("keys").open}`);
  element("keys").close();
  key("c");
  document.querySelector("[data-theme=dark]") ?? key("t");
  key("t");
  const color = document.querySelector("[data-color][aria-pressed=true]").dataset.color;
  report.push(`colour ${color}`);
  report.push(`theme ${document.documentElement.dataset.theme}`);

  const result = document.createElement("pre");
  result.id = "report";
  result.textContent = report.join(", ");
  document.body.append(result);
})();
