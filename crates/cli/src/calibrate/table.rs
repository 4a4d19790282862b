//! The table of a fit.

use super::fit::{ClassFit, Fit, Operation};

/// The table of all classes before and after, on the frames of the fit, and of the shares of right detections at some
/// scores.
pub fn table(fit: &Fit) -> String {
    let mut text = format!(
        "{:12} {:6} {:>9} {:>9} {:>13} {:>9} {:>10} {:>7} {:>11}\n",
        "class",
        "",
        "threshold",
        "(network)",
        "found",
        "precision",
        "false/scan",
        "D-ECE",
        "(by chance)"
    );
    for class in &fit.classes {
        text += &row(&class.class, "before", &class.before);
        text += &row("", "after", &class.after);
    }
    text += "\nOf the detections around a score so many percent are right, before -> after:\n";
    let scores = fit.classes.first().map_or(&[][..], |class| &class.right_at);
    let heads: String = scores.iter().map(|at| format!(" {:>14}", at.score)).collect();
    text += &format!("{:12}{heads}\n", "class");
    text + &fit.classes.iter().map(right_row).collect::<String>()
}

fn row(class: &str, when: &str, operation: &Operation) -> String {
    let Operation { min_score, raw_min_score, objects, found, .. } = operation;
    let found = format!("{found} of {objects}");
    format!(
        "{class:12} {when:6} {min_score:>9.3} {raw_min_score:>9.3} {found:>13} {:>9} {:>10} {:>7} {:>11}\n",
        percent(operation.precision),
        number(operation.false_per_scan, 2),
        number(operation.d_ece, 3),
        number(operation.d_ece_by_chance, 3),
    )
}

fn right_row(class: &ClassFit) -> String {
    let each = class.right_at.iter().map(|at| {
        let change = format!("{} -> {}", percent(at.before), percent(at.after));
        format!(" {change:>14}")
    });
    format!("{:12}{}\n", class.class, each.collect::<String>())
}

fn percent(share: Option<f64>) -> String {
    number(share.map(|share| 100. * share), 1)
}

fn number(number: Option<f64>, decimals: usize) -> String {
    number.map_or_else(|| "-".to_owned(), |number| format!("{number:.decimals$}"))
}
