//! A credential is zeroized in memory when its client is dropped: row 50.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use agentspec_ext::{Client, blocking};
use memchr::memchr_iter;
use zeroize::{Zeroize, Zeroizing};

/// How much is read at once, in bytes; the pieces overlap by the length of a secret.
const PIECE: usize = 1 << 20;

/// Counts a secret in the writable memory of this process. The secret is passed reversed, so that this copy is not found.
fn copies(backwards: &[u8]) -> usize {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut piece = Zeroizing::new(vec![0; PIECE + backwards.len()]);
    let own = piece.as_ptr() as u64..piece.as_ptr() as u64 + piece.len() as u64;
    let mut found = 0;
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut words = line.split_whitespace();
        let (Some((start, end)), Some(rights)) = (words.next().and_then(|range| range.split_once('-')), words.next()) else { continue };
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        for at in (start..end).step_by(PIECE).filter(|_| rights.starts_with("rw")) {
            let length = piece.len().min(usize::try_from(end - at).unwrap());
            // A mapping may be gone by now.
            let Ok(read) = memory.read_at(&mut piece[..length], at) else { continue };
            let (first, read) = (backwards[backwards.len() - 1], &piece[..read]);
            let is_it = |offset: &usize| {
                let place = read.get(*offset..*offset + backwards.len());
                place.is_some_and(|place| place.iter().rev().eq(backwards)) && !own.contains(&(at + *offset as u64))
            };
            found += memchr_iter(first, read).take_while(|offset| *offset < PIECE).filter(is_it).count();
            piece.as_mut_slice().zeroize();
        }
    }
    found
}

/// Creates a random secret, and its second half reversed: a deallocation may overwrite the first bytes.
fn secret() -> (Zeroizing<String>, Vec<u8>) {
    let mut secret = Zeroizing::new(String::with_capacity(96));
    for _ in 0..96 {
        secret.push(fastrand::alphanumeric());
    }
    let backwards = secret.bytes().rev().take(48).collect();
    (secret, backwards)
}

#[test]
fn fault_50_the_credential_of_a_client_is_zeroized_on_drop() {
    for is_token in [false, true] {
        let (secret, backwards) = secret();
        let builder = Client::builder().without_environment();
        let builder = if is_token { builder.token(secret.as_str()) } else { builder.api_key(secret.as_str()) };
        drop(secret);
        let client = blocking::ClientBuilder::from(builder).build().unwrap();
        assert_eq!(copies(&backwards), 1, "the client has it, once");
        let clone = client.clone();
        drop(client);
        assert_eq!(copies(&backwards), 1, "its clone has it");
        drop(clone);
        assert_eq!(copies(&backwards), 0, "no copy is left");
    }
}
