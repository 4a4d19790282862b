//! The viewer in a browser: what it draws and what it does when it is used.
//!
//! Needs Chromium: the program that `VOXELNET_CHROMIUM` names, or one found in `PATH`. Without one
//! these tests say so and check nothing.

mod browser;
mod scene;

use browser::{Browser, Visit};
use image::{Rgb, RgbImage};
use scene::write_scene;

/// A place of the ground in the view from above of the test's scene, in a window of 1280 x 800.
fn pixel_of(x: f64, y: f64) -> (u32, u32) {
    let pixels_per_metre = 400. / 20.8;
    ((640. - y * pixels_per_metre) as u32, (400. - (x - 20.) * pixels_per_metre) as u32)
}

/// The number of pixels within `reach` of a place of the ground are of a kind.
fn count(
    picture: &RgbImage,
    (x, y): (f64, f64),
    reach: u32,
    is_kind: fn(&Rgb<u8>) -> bool,
) -> usize {
    let (column, row) = pixel_of(x, y);
    let area = (column - reach..column + reach)
        .flat_map(|c| (row - reach..row + reach).map(move |r| (c, r)));
    area.filter(|&(column, row)| is_kind(picture.get_pixel(column, row))).count()
}

fn is_orange(Rgb([red, green, blue]): &Rgb<u8>) -> bool {
    *red > 200 && (100..190).contains(green) && *blue < 110
}

fn is_green(Rgb([red, green, blue]): &Rgb<u8>) -> bool {
    *green > 150 && *red < 150 && *blue < *green && *green > *red + 60
}

fn is_blue(Rgb([red, _, blue]): &Rgb<u8>) -> bool {
    *blue > 110 && *blue > 30 + red
}

#[test]
fn points_and_boxes_are_drawn_where_they_are() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let (seen, picture) = browser.picture(&Visit::to(&page, "view=above&theme=dark"));
    seen.assert_quiet();
    let (detection, truth, ground, outside) = ((10., 10.), (30., -10.), (20., 0.), (10., 24.5));
    assert!(count(&picture, detection, 90, is_orange) > 300);
    assert_eq!(count(&picture, truth, 90, is_orange), 0);
    assert!(count(&picture, truth, 90, is_green) > 200);
    assert_eq!(count(&picture, detection, 90, is_green), 0);
    assert!(count(&picture, ground, 90, is_blue) > 2000);
    assert_eq!(count(&picture, outside, 40, is_blue), 0);
}

#[test]
fn a_score_above_that_of_a_detection_hides_it_from_the_picture() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let visit = Visit::to(&page, "view=above&theme=dark&score=0.9");
    let (seen, picture) = browser.picture(&visit);
    seen.assert_quiet();
    assert_eq!(count(&picture, (10., 10.), 90, is_orange), 0);
    assert!(count(&picture, (30., -10.), 90, is_green) > 200);
}

#[test]
fn the_light_theme_is_light() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let (seen, picture) = browser.picture(&Visit::to(&page, "view=above&theme=light"));
    seen.assert_quiet();
    let is_light = |Rgb(channels): &Rgb<u8>| channels.iter().all(|value| *value > 200);
    assert!(count(&picture, (10., 24.5), 40, is_light) > 6000);
}

#[test]
fn slider_keys_clicks_and_links_do_what_they_say() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let seen =
        browser.visit(&Visit::to(&page, "frame=1&view=above").driven_by(include_str!("drive.js")));
    seen.assert_quiet();
    assert_eq!(
        seen.text_of("report"),
        "linked 2 / 3, \
         all 1 and 1, \
         score 0 of 1 and 1, lowered 1, \
         truth 0 of 1, \
         next car 0.800 #frame=1&object=0, \
         closed true, \
         click #frame=1&object=0, beside #frame=1, \
         right 3 / 3, around 1 / 3, \
         played true, \
         help true, \
         colour intensity, theme light"
    );
}

#[test]
fn a_link_to_a_hidden_object_shows_it() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let seen = browser.visit(&Visit::to(&page, "frame=2&object=0&score=0.95"));
    seen.assert_quiet();
    assert_eq!(seen.text_of("frame-count"), "3 / 3");
    assert_eq!(seen.text_of("details-class"), "car");
    assert_eq!(seen.text_of("score-value"), "≥ 0.80");
}

#[test]
fn a_class_that_looks_like_a_script_is_only_a_name() {
    let Some(browser) = Browser::find() else { return };
    let class = "</script><script>document.body.textContent = 'taken'</script>";
    let page = write_scene(class);
    let seen = browser.visit(&Visit::to(&page, "object=0"));
    seen.assert_quiet();
    assert_eq!(seen.text_of("details-class"), class.to_lowercase());
}

#[test]
fn without_webgl_the_page_says_what_is_missing() {
    let Some(browser) = Browser::find() else { return };
    let page = write_scene("Car");
    let seen = browser.visit(&Visit::to(&page, "").with("--disable-3d-apis"));
    assert!(seen.text_of("trouble").contains("WebGL 2"), "{}", seen.text_of("trouble"));
    assert_eq!(seen.text_of("detection-count"), "1");
}
