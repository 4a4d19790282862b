//! The records in the folder of a study.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::record::Record;
use super::runs::{Run, Study};
use super::variant::Variant;

/// The records of every run in the folder of a study, this command's or another's.
///
/// Each is read once; those that other ranks may have written since are read again.
pub struct StudyRecords<'a> {
    study: &'a Study<'a>,
    /// Whether other ranks write records, too.
    is_shared: bool,
    known: BTreeMap<PathBuf, Record>,
}

/// The records of one variant, by seed.
pub struct VariantRecords {
    pub variant: Variant,
    pub records: Vec<Record>,
}

impl<'a> StudyRecords<'a> {
    pub fn new(study: &'a Study<'a>, is_shared: bool) -> Self {
        Self { study, is_shared, known: BTreeMap::new() }
    }

    /// Takes in the record that a run has written.
    pub fn keep(&mut self, run: &Run, record: Record) {
        self.known.insert(run.record_path.clone(), record);
    }

    /// All records, of the same configuration but for what is varied, and of the same frames. The variants of
    /// this command come first.
    pub fn by_variant(&mut self) -> Result<Vec<VariantRecords>> {
        self.update()?;
        let asked = self.study.variants.iter().cloned();
        let mut found: Vec<VariantRecords> =
            asked.map(|variant| VariantRecords { variant, records: Vec::new() }).collect();
        for (path, record) in &self.known {
            let variant = Variant::named(&record.variant)
                .with_context(|| format!("{}: of an unknown variant", path.display()))?;
            let run = self.study.find(&variant, record.seed)?;
            record.require(&self.study.origin(&run), path)?;
            match found.iter_mut().find(|known| known.variant == variant) {
                Some(known) => known.records.push(record.clone()),
                None => found.push(VariantRecords { variant, records: vec![record.clone()] }),
            }
        }
        found.iter_mut().for_each(|of| of.records.sort_by_key(|record| record.seed));
        Ok(found)
    }

    fn update(&mut self) -> Result<()> {
        let mut before = std::mem::take(&mut self.known);
        for path in files_in(&self.study.records_folder())? {
            let record = match before.remove(&path).filter(|_| !self.is_shared) {
                Some(record) => record,
                None => Record::read(&path)?,
            };
            self.known.insert(path, record);
        }
        Ok(())
    }
}

/// The records in a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()
        .with_context(|| folder.display().to_string())?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}
