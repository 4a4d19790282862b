//! `voxelnet score`

use anyhow::Result;
use voxelnet_kitti::{MissingResults, score_folders};

use crate::args::ScoreArgs;
use crate::output::print_table;
use crate::progress::Progress;

pub fn score(args: &ScoreArgs, progress: Progress) -> Result<()> {
    let missing =
        if args.missing_as_empty { MissingResults::CountAsEmpty } else { MissingResults::Refuse };
    let bar = progress.bar(0, "reading", "frames");
    let scored = score_folders(&args.labels, &args.results, missing, |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    scored.warnings.iter().for_each(|warning| progress.warn(&warning.to_string()));
    print_table(&scored.report.table(), &scored.report, args.json.as_deref())
}
