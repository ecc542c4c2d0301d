//! The recording, and what a cut leaves of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A disk writes so much whole or not at all.
const SECTOR: usize = 512;

/// What was written into a folder, in order.
#[derive(Debug, Clone)]
pub struct Tape {
    start: Vec<(String, Arc<[u8]>)>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// The file was created, empty.
    Make {
        file: String,
    },
    Write {
        file: String,
        at: u64,
        bytes: Arc<[u8]>,
    },
    Truncate {
        file: String,
        size: u64,
    },
    /// The file's content is on the disk.
    Sync {
        file: String,
    },
    /// The folder's list of files is on the disk.
    SyncFolder,
    Delete {
        file: String,
    },
}

/// What a power cut left.
#[derive(Debug)]
pub struct Cut {
    files: BTreeMap<String, Vec<u8>>,
}

/// How much of the unsynced rest is there.
#[derive(Clone, Copy, PartialEq)]
enum Luck {
    Nothing,
    Everything,
    /// Up to some step, with that one torn.
    Beginning,
    /// Each on its own.
    Any,
}

/// A file: its certain content on the disk, and the uncertain changes.
#[derive(Default, Clone)]
struct File {
    sure: Vec<u8>,
    /// Writes and truncations since the last sync.
    perhaps: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { at: u64, bytes: Arc<[u8]> },
    Truncate { size: u64 },
}

/// The list of a folder's files. A file that was deleted and created again is another file.
#[derive(Default)]
struct Folder {
    files: Vec<File>,
    /// The file behind each name, as programs see it.
    seen: BTreeMap<String, usize>,
    /// The same, as the disk certainly has it.
    sure: BTreeMap<String, usize>,
    /// Names created (a file) and deleted (none) since, in order.
    perhaps: Vec<(String, Option<usize>)>,
}

impl Tape {
    pub(crate) fn of(files: Vec<(String, Vec<u8>)>) -> Self {
        Self { start: files.into_iter().map(|(name, content)| (name, content.into())).collect(), steps: Vec::new() }
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What a power cut after the first `steps` can leave. The seed chooses among the many.
    #[must_use]
    pub fn cut(&self, steps: usize, seed: u64) -> Cut {
        let mut dice = Dice::new(seed);
        let luck = match dice.throw(4) {
            0 => Luck::Nothing,
            1 => Luck::Everything,
            2 => Luck::Beginning,
            _ => Luck::Any,
        };
        let mut folder = Folder::of(&self.start);
        for step in self.steps.iter().take(steps) {
            folder.see(step);
        }
        folder.cut(luck, &mut dice)
    }
}

impl Folder {
    fn of(start: &[(String, Arc<[u8]>)]) -> Self {
        let files = start.iter().map(|(_, content)| File { sure: content.to_vec(), perhaps: Vec::new() }).collect();
        let names: BTreeMap<_, _> = start.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        Self { files, seen: names.clone(), sure: names, perhaps: Vec::new() }
    }

    fn see(&mut self, step: &Step) {
        match step {
            Step::Make { file } => {
                self.files.push(File::default());
                self.name(file, Some(self.files.len() - 1));
            }
            Step::Delete { file } => self.name(file, None),
            Step::Write { file, at, bytes } => {
                self.change(file, Change::Write { at: *at, bytes: Arc::clone(bytes) });
            }
            Step::Truncate { file, size } => self.change(file, Change::Truncate { size: *size }),
            Step::Sync { file } => {
                if let Some(file) = self.seen.get(file).and_then(|at| self.files.get_mut(*at)) {
                    for change in std::mem::take(&mut file.perhaps) {
                        change.apply(&mut file.sure, |_| true);
                    }
                }
            }
            Step::SyncFolder => {
                self.sure.clone_from(&self.seen);
                self.perhaps.clear();
            }
        }
    }

    fn name(&mut self, name: &str, file: Option<usize>) {
        match file {
            Some(at) => self.seen.insert(name.to_owned(), at),
            None => self.seen.remove(name),
        };
        self.perhaps.push((name.to_owned(), file));
    }

    fn change(&mut self, file: &str, change: Change) {
        if let Some(file) = self.seen.get(file).and_then(|at| self.files.get_mut(*at)) {
            file.perhaps.push(change);
        }
    }

    fn cut(self, luck: Luck, dice: &mut Dice) -> Cut {
        // A file system's journal keeps the order of changes to a folder.
        let named = match luck {
            Luck::Nothing => 0,
            Luck::Everything => self.perhaps.len(),
            Luck::Beginning | Luck::Any => dice.below(self.perhaps.len() + 1),
        };
        let mut names = self.sure;
        for (name, file) in self.perhaps.into_iter().take(named) {
            match file {
                Some(at) => names.insert(name, at),
                None => names.remove(&name),
            };
        }
        let files = names.into_iter().filter_map(|(name, at)| {
            let file = self.files.get(at)?;
            Some((name, file.left(luck, dice)))
        });
        Cut { files: files.collect() }
    }
}

impl File {
    fn left(&self, luck: Luck, dice: &mut Dice) -> Vec<u8> {
        let mut content = self.sure.clone();
        let beginning = dice.below(self.perhaps.len() + 1);
        for (at, change) in self.perhaps.iter().enumerate() {
            let (there, torn) = match luck {
                Luck::Nothing => (false, false),
                Luck::Everything => (true, false),
                Luck::Beginning => (at <= beginning, at == beginning),
                Luck::Any => (dice.throw(2) == 0, dice.throw(4) == 0),
            };
            if there {
                change.apply(&mut content, |_sector| !torn || dice.throw(2) == 0);
            }
        }
        content
    }
}

impl Change {
    /// Applies the change. Of a write, only the sectors for which `is_there` is true.
    fn apply(&self, content: &mut Vec<u8>, mut is_there: impl FnMut(usize) -> bool) {
        match self {
            Self::Truncate { size } => content.resize(index(*size), 0),
            Self::Write { at, bytes } => {
                let (mut from, start) = (0, index(*at));
                while from < bytes.len() {
                    let sector = (start + from) / SECTOR;
                    let to = ((sector + 1) * SECTOR - start).min(bytes.len());
                    if is_there(sector)
                        && let Some(part) = bytes.get(from..to)
                    {
                        if content.len() < start + to {
                            content.resize(start + to, 0);
                        }
                        if let Some(place) = content.get_mut(start + from..start + to) {
                            place.copy_from_slice(part);
                        }
                    }
                    from = to;
                }
            }
        }
    }
}

impl Cut {
    /// Puts the files into a folder.
    ///
    /// # Panics
    /// When it cannot be written.
    #[expect(clippy::expect_used, reason = "only tests use it")]
    pub fn write_to(&self, folder: &Path) {
        for (name, content) in &self.files {
            fs::write(folder.join(name), content).expect("the folder can be written");
        }
    }
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// The same numbers for the same seed (splitmix64, Steele and others 2014).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn below(&mut self, end: usize) -> usize {
        index(self.throw(end as u64))
    }
}
