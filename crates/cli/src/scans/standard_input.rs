//! Standard input, for whoever may have to stop while nothing comes.

use std::io::{self, Cursor, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crate::interrupt::Interrupt;

const CHUNK_BYTES: usize = 1 << 16;
/// Chunks that wait to be read, at most.
const MAX_WAITING: usize = 16;
/// The time between two looks at the interrupt.
const LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// Standard input, read on a thread of its own. An interrupt ends it with an error.
pub struct StandardInput {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Cursor<Vec<u8>>,
    interrupt: Interrupt,
}

impl StandardInput {
    pub fn new(interrupt: Interrupt) -> Self {
        Self::of(io::stdin(), interrupt)
    }

    fn of(source: impl Read + Send + 'static, interrupt: Interrupt) -> Self {
        let (sender, chunks) = sync_channel(MAX_WAITING);
        // It waits for input at most until the program ends.
        thread::spawn(move || pass_on(source, &sender));
        Self { chunks, chunk: Cursor::default(), interrupt }
    }
}

fn pass_on(mut source: impl Read, chunks: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK_BYTES];
        let read = source.read(&mut chunk);
        if read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
            continue;
        }
        let is_last = !matches!(read, Ok(num_bytes) if num_bytes > 0);
        let read = read.map(|num_bytes| {
            chunk.truncate(num_bytes);
            chunk
        });
        if chunks.send(read).is_err() || is_last {
            return;
        }
    }
}

impl Read for StandardInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let num_bytes = self.chunk.read(buffer)?;
            if num_bytes > 0 || buffer.is_empty() {
                return Ok(num_bytes);
            }
            if self.interrupt.is_set() {
                return Err(io::Error::other("stopped"));
            }
            match self.chunks.recv_timeout(LOOK_INTERVAL) {
                Ok(chunk) => match chunk? {
                    chunk if chunk.is_empty() => return Ok(0),
                    chunk => self.chunk = Cursor::new(chunk),
                },
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn all_bytes_arrive_and_then_the_end() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| number as u8).collect();
        let mut input = StandardInput::of(Cursor::new(bytes.clone()), Interrupt::default());
        let mut read = Vec::new();
        input.read_to_end(&mut read).unwrap();
        assert!(read == bytes);
        assert_eq!(input.read(&mut [0; 4]).unwrap(), 0);
    }

    #[test]
    fn an_interrupt_ends_the_wait_for_more() {
        let (reader, writer) = io::pipe().unwrap();
        let interrupt = Interrupt::default();
        let mut input = StandardInput::of(reader, interrupt.clone());
        interrupt.flag().store(true, Ordering::Relaxed);
        assert_eq!(input.read(&mut [0; 4]).unwrap_err().to_string(), "stopped");
        drop(writer);
    }
}
