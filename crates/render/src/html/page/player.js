// Several scans one after the other.

const FRAMES_PER_SECOND = 5;

let timer = null;

function fillPlayer() {
  byId("scrubber").value = state.frame;
  byId("frame-count").textContent = `${state.frame + 1} / ${scenes.length}`;
  byId("play").textContent = state.isPlaying ? "❚❚" : "▶";
  byId("play").setAttribute("aria-pressed", state.isPlaying);
}

function play(isPlaying) {
  clearInterval(timer);
  if (isPlaying) timer = setInterval(() => showFrame(state.frame + 1), 1000 / FRAMES_PER_SECOND);
  change({ isPlaying });
}

const stepFrame = (step) => {
  play(false);
  showFrame(state.frame + step);
};

function startPlayer() {
  const isNeeded = scenes.length > 1;
  byId("player").hidden = !isNeeded;
  document.body.classList.toggle("several", isNeeded);
  byId("scrubber").max = scenes.length - 1;
  byId("scrubber").addEventListener("input", () => {
    play(false);
    showFrame(Number(byId("scrubber").value));
  });
  byId("previous").addEventListener("click", () => stepFrame(-1));
  byId("next").addEventListener("click", () => stepFrame(1));
  byId("play").addEventListener("click", () => play(!state.isPlaying));
  fillPlayer();
}

onChange((names) => (names.includes("frame") || names.includes("isPlaying")) && fillPlayer());
