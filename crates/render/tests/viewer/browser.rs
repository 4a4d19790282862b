//! Chromium without a window.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use image::RgbImage;

use crate::scene::Page;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const PATIENCE: Duration = Duration::from_secs(240);

pub struct Browser {
    program: PathBuf,
}

/// The way in which a page is opened.
pub struct Visit<'a> {
    page: &'a Page,
    hash: &'a str,
    flag: Option<&'a str>,
}

/// The result of a visit.
pub struct Seen {
    /// The page's elements as they were in the end.
    dom: String,
    log: String,
}

impl<'a> Visit<'a> {
    pub fn to(page: &'a Page, hash: &'a str) -> Self {
        Self { page, hash, flag: None }
    }

    /// With a script that runs after those of the page.
    pub fn driven_by(self, script: &str) -> Self {
        let html = fs::read_to_string(self.page.path()).expect("the page can be read");
        let driven = html.replace("</body>", &format!("<script>{script}</script></body>"));
        fs::write(self.page.path(), driven).expect("the page can be written");
        self
    }

    pub fn with(self, flag: &'a str) -> Self {
        Self { flag: Some(flag), ..self }
    }
}

impl Browser {
    /// The browser of this machine, if there is one.
    pub fn find() -> Option<Self> {
        let named = env::var_os("VOXELNET_CHROMIUM").map(PathBuf::from);
        let program = named.or_else(|| {
            let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
            let candidates =
                NAMES.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
            candidates.into_iter().find(|path| path.is_file())
        });
        if program.is_none() {
            eprintln!("skipped: no Chromium in PATH, and VOXELNET_CHROMIUM names none");
        }
        program.map(|program| Self { program })
    }

    /// The page after a few seconds of its own time.
    pub fn visit(&self, visit: &Visit) -> Seen {
        self.run(visit, &[])
    }

    /// The page and a picture of it.
    pub fn picture(&self, visit: &Visit) -> (Seen, RgbImage) {
        let path = visit.page.folder().join("picture.png");
        let seen = self.run(visit, &[&format!("--screenshot={}", path.display())]);
        let picture = image::open(&path).expect("a picture").into_rgb8();
        assert_eq!(picture.dimensions(), (1280, 800));
        (seen, picture)
    }

    fn run(&self, visit: &Visit, flags: &[&str]) -> Seen {
        let folder = visit.page.folder();
        let [dom, log] = ["dom.html", "log.txt"].map(|name| folder.join(name));
        let file = |path: &Path| fs::File::create(path).expect("a file for the output");
        let mut child = Command::new(&self.program)
            .args(["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"])
            // WebGL without a graphics card.
            .args(["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
            .args(["--window-size=1280,800", "--force-device-scale-factor=1"])
            .args(["--force-prefers-reduced-motion", "--virtual-time-budget=5000"])
            .args(["--enable-logging=stderr", "--dump-dom"])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .args(flags)
            .args(visit.flag)
            .arg(format!("file://{}#{}", visit.page.path().display(), visit.hash))
            .stdin(Stdio::null())
            .stdout(file(&dom))
            .stderr(file(&log))
            .spawn()
            .expect("the browser starts");
        let start = Instant::now();
        while child.try_wait().expect("the browser can be waited for").is_none() {
            if start.elapsed() > PATIENCE {
                child.kill().expect("the browser can be stopped");
                panic!("the browser did not finish within {PATIENCE:?}");
            }
            thread::sleep(Duration::from_millis(50));
        }
        let text = |path| fs::read_to_string(path).expect("the browser's output");
        Seen { dom: text(&dom), log: text(&log) }
    }
}

impl Seen {
    /// Nothing was written to the page's console, and the page reports no trouble.
    pub fn assert_quiet(&self) {
        let lines: Vec<&str> = self.log.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(lines.is_empty(), "{lines:#?}");
        assert_eq!(self.text_of("trouble"), "");
    }

    /// The text of the element with this id, which has no elements inside.
    pub fn text_of(&self, id: &str) -> String {
        let (_, rest) =
            self.dom.split_once(&format!("id=\"{id}\"")).expect("the page has the element");
        let (_, rest) = rest.split_once('>').expect("the element has an end");
        let (text, _) = rest.split_once("</").expect("the element has an end");
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}
