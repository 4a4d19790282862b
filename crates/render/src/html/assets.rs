//! The parts of the page that are the same in every file.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page/viewer.css");

const BODY: &str = include_str!("page/body.html");

/// In the order in which the page runs them, as one script.
const SCRIPTS: [&str; 19] = [
    include_str!("page/vectors.js"),
    include_str!("page/scenes.js"),
    include_str!("page/state.js"),
    include_str!("page/camera.js"),
    include_str!("page/views.js"),
    include_str!("page/graphics.js"),
    include_str!("page/points.js"),
    include_str!("page/shading.js"),
    include_str!("page/lines.js"),
    include_str!("page/ground.js"),
    include_str!("page/boxes.js"),
    include_str!("page/labels.js"),
    include_str!("page/details.js"),
    include_str!("page/panel.js"),
    include_str!("page/player.js"),
    include_str!("page/gestures.js"),
    include_str!("page/keys.js"),
    include_str!("page/link.js"),
    include_str!("page/main.js"),
];

/// By the name under which the scripts look for them.
const SHADERS: [(&str, &str); 8] = [
    ("points-vertex", include_str!("page/points.vert")),
    ("points-fragment", include_str!("page/points.frag")),
    ("shading-vertex", include_str!("page/shading.vert")),
    ("shading-fragment", include_str!("page/shading.frag")),
    ("lines-vertex", include_str!("page/lines.vert")),
    ("lines-fragment", include_str!("page/lines.frag")),
    ("faces-vertex", include_str!("page/faces.vert")),
    ("faces-fragment", include_str!("page/faces.frag")),
];

/// No address but those within the file may be asked for anything.
const POLICY: &str =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/// The page around a title, the data of all scans (JSON) and the elements that hold their points.
pub(super) fn page(title: &str, data: &str, clouds: &[Markup]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (PreEscaped(BODY))
                @for (id, text) in SHADERS { (element("x-shader", id, text)) }
                (element("application/json", "scenes", data))
                @for cloud in clouds { (cloud) }
                script { (PreEscaped("\"use strict\";\n{\n")) (PreEscaped(SCRIPTS.concat())) "}\n" }
            }
        }
    }
}

/// An element that the browser keeps and does not run. The text is not escaped; it may not end the element.
pub(super) fn element(kind: &str, id: &str, text: &str) -> Markup {
    html! { script type=(kind) id=(id) { (PreEscaped(text)) } }
}
