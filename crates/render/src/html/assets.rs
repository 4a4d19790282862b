//! The parts of the page that are the same in every file.

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
pub(super) fn page(title: &str, data: &str, clouds: &str) -> String {
    let shaders = SHADERS.map(|(id, text)| element("x-shader", id, text)).concat();
    let data = element("application/json", "scenes", data);
    let scripts = SCRIPTS.concat();
    [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"",
        POLICY,
        "\">\n<link rel=\"icon\" href=\"data:,\">\n<title>",
        title,
        "</title>\n<style>\n",
        STYLE,
        "</style>\n</head>\n<body>\n",
        BODY,
        &shaders,
        &data,
        clouds,
        "<script>\n\"use strict\";\n{\n",
        &scripts,
        "}\n</script>\n</body>\n</html>\n",
    ]
    .concat()
}

/// An element that the browser keeps and does not run.
pub(super) fn element(kind: &str, id: &str, text: &str) -> String {
    format!("<script type=\"{kind}\" id=\"{id}\">{text}</script>\n")
}
