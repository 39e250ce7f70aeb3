//! Bytes that have the form of a JPEG and show nothing: for tests of how photographs travel. What a decoder would make
//! of them does not matter.

/// One of some width and height, and of just so many bytes (at least 64); another `seed`, other bytes.
pub fn jpeg(width: u16, height: u16, length: usize, seed: u8) -> Vec<u8> {
    with(width, height, length, seed, &[])
}

/// The same with words as a camera would write them into it (an EXIF segment).
pub fn jpeg_that_tells(width: u16, height: u16, length: usize, words: &str) -> Vec<u8> {
    let said = [b"Exif\0\0".as_slice(), words.as_bytes()].concat();
    let long = u16::try_from(said.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    with(width, height, length, 1, &[[0xff, 0xe1].as_slice(), &long, &said].concat())
}

fn with(width: u16, height: u16, length: usize, seed: u8, more: &[u8]) -> Vec<u8> {
    let [h1, h2] = height.to_be_bytes();
    let [w1, w2] = width.to_be_bytes();
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 16];
    bytes.extend(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    bytes.extend(more);
    bytes.extend([0xff, 0xc0, 0, 11, 8, h1, h2, w1, w2, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    let mut state = u32::from(seed).wrapping_mul(2_654_435_761).wrapping_add(12_345);
    while bytes.len() + 2 < length {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [byte, ..] = state.to_be_bytes();
        // No marker by chance.
        bytes.push(byte & 0x7f);
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}
