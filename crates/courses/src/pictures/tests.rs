use image::{Delay, Rgba};

use super::*;

const SCRIPT: &[u8] = b"<html><script>alert(1)</script></html>";

fn drawing(width: u32, height: u32) -> DynamicImage {
    let shade = |n: u32| u8::try_from(n % 256).unwrap();
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| image::Rgb([shade(x * 7), shade(y * 5), shade(x + y)])))
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn gif(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
        encoder.set_repeat(Repeat::Infinite).unwrap();
        for n in 0..frames {
            let pixels = RgbaImage::from_pixel(width, height, Rgba([u8::try_from(n * 40 % 256).unwrap(), 0, 0, 255]));
            encoder.encode_frame(Frame::from_parts(pixels, 0, 0, Delay::from_numer_denom_ms(100, 1))).unwrap();
        }
    }
    bytes
}

/// Every type with the declared name and a file of it.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let picture = drawing(64, 48);
    vec![
        ("image/png", file(&picture, ImageFormat::Png)),
        ("image/jpeg", file(&picture, ImageFormat::Jpeg)),
        ("image/webp", file(&picture, ImageFormat::WebP)),
        ("image/gif", gif(64, 48, 1)),
    ]
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn decoded(picture: &Picture) -> DynamicImage {
    image::load_from_memory(&picture.bytes).unwrap()
}

/// The checksum of a PNG's chunk.
fn checksum(chunk: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in chunk {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    (!crc).to_be_bytes()
}

/// A small PNG whose header, checksum and all, speaks of another size.
fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = file(&drawing(8, 8), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let header = checksum(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&header);
    bytes
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

#[test]
fn every_type_is_taken() {
    for (declared, bytes) in samples() {
        let picture = prepare_picture(&bytes, declared).unwrap();
        assert_eq!((picture.content_type, picture.width, picture.height), (declared, 64, 48));
        assert_eq!((decoded(&picture).width(), decoded(&picture).height()), (64, 48));
        assert_eq!(format_of(&picture.bytes).map(content_type), Some(declared));
        assert!(prepare_picture(&bytes, &format!("{}; charset=binary", declared.to_uppercase())).is_ok());
    }
}

#[test]
fn another_type_than_declared_is_refused() {
    for (found, bytes) in samples() {
        for (declared, _) in samples() {
            let answer = prepare_picture(&bytes, declared);
            if declared == found {
                assert!(answer.is_ok());
            } else {
                assert_eq!(answer, Err(PictureError::TypeMismatch { declared: declared.to_owned(), found }));
            }
        }
        for declared in ["image/svg+xml", "text/html", "application/octet-stream", "", "image/*", "image/bmp"] {
            assert_eq!(prepare_picture(&bytes, declared), Err(PictureError::UnsupportedType), "{declared}");
        }
    }
}

#[test]
fn documents_are_no_pictures() {
    let documents: [&[u8]; 12] = [
        b"",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"\xef\xbb\xbf<svg/>",
        b"<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        b"%PDF-1.7",
        b"BM\x00\x00\x00\x00",
        b"II*\x00",
        b"\x00\x00\x01\x00",
        b"RIFF\x00\x00\x00\x00WAVE",
        b" \x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
    ];
    for document in documents {
        for (declared, _) in samples() {
            assert_eq!(prepare_picture(document, declared), Err(PictureError::UnsupportedType));
        }
    }
}

#[test]
fn what_is_appended_or_hidden_goes() {
    for (declared, bytes) in samples() {
        let picture = prepare_picture(&[bytes.as_slice(), SCRIPT].concat(), declared).unwrap();
        assert!(!contains(&picture.bytes, b"script"), "{declared}");
    }
    // A GIF whose comment, and whose size read as letters, make it a script.
    let mut script = gif(64, 48, 1);
    let end = script.len() - 1;
    script.splice(end..end, [b"\x21\xfe\x0a/*alert(1)".as_slice(), b"\x00"].concat());
    assert!(!contains(&prepare_picture(&script, "image/gif").unwrap().bytes, b"alert"));
    let mut named = gif(64, 48, 1);
    named[6..10].copy_from_slice(b"/*//");
    assert_eq!(prepare_picture(&named, "image/gif"), Err(PictureError::TooManyPixels));
    // Text chunks of a PNG and comments of a JPEG.
    let mut png = file(&drawing(8, 8), ImageFormat::Png);
    let text: &[u8] = b"tEXtx\x00<script>alert";
    png.splice(33..33, [b"\x00\x00\x00\x0f", text, &checksum(text)].concat());
    assert!(!contains(&prepare_picture(&png, "image/png").unwrap().bytes, b"script"));
    let mut jpeg = file(&drawing(8, 8), ImageFormat::Jpeg);
    jpeg.splice(2..2, [b"\xff\xfe\x00\x28".as_slice(), SCRIPT].concat());
    assert!(!contains(&prepare_picture(&jpeg, "image/jpeg").unwrap().bytes, b"script"));
    let mut webp = file(&drawing(8, 8), ImageFormat::WebP);
    webp.extend_from_slice(&[b"XMP \x26\x00\x00\x00".as_slice(), SCRIPT].concat());
    let size = u32::try_from(webp.len() - 8).unwrap().to_le_bytes();
    webp[4..8].copy_from_slice(&size);
    assert!(!contains(&prepare_picture(&webp, "image/webp").unwrap().bytes, b"script"));
}

/// A photo with its place in the metadata, taken with the camera on its side.
#[test]
fn metadata_goes_and_the_picture_is_turned() {
    let mut jpeg = file(&drawing(64, 32), ImageFormat::Jpeg);
    let tiff: &[u8] = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00GPS 52.5N 13.4E";
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
    jpeg.splice(2..2, [b"\xff\xe1".as_slice(), &length, b"Exif\x00\x00", tiff].concat());
    let picture = prepare_picture(&jpeg, "image/jpeg").unwrap();
    assert_eq!((picture.width, picture.height), (32, 64));
    assert_eq!((decoded(&picture).width(), decoded(&picture).height()), (32, 64));
    assert!(!contains(&picture.bytes, b"Exif") && !contains(&picture.bytes, b"GPS"));
}

#[test]
fn broken_files_are_refused() {
    for (declared, bytes) in samples() {
        for cut in [12, 20, bytes.len() / 3, bytes.len() / 2, bytes.len() * 3 / 4] {
            let answer = prepare_picture(&bytes[..cut], declared);
            assert!(matches!(answer, Err(PictureError::Invalid)), "{declared} cut at {cut} of {}: {answer:?}", bytes.len());
        }
        // Whatever is wrong inside: an answer, no panic.
        for at in (8..bytes.len()).step_by(7) {
            let mut broken = bytes.clone();
            broken[at] ^= 0x5a;
            let _ = prepare_picture(&broken, declared);
        }
    }
}

#[test]
fn bombs_are_refused_before_they_are_decoded() {
    for (width, height) in [(60_000, 60_000), (12_001, 1), (1, 12_001), (12_000, 12_000), (6400, 6400), (u32::MAX, u32::MAX)] {
        let answer = prepare_picture(&png_of_size(width, height), "image/png");
        assert!(matches!(answer, Err(PictureError::TooManyPixels | PictureError::Invalid)), "{width} x {height}: {answer:?}");
    }
    assert_eq!(prepare_picture(&png_of_size(12_000, 12_000), "image/png"), Err(PictureError::TooManyPixels));
    let mut jpeg = file(&drawing(8, 8), ImageFormat::Jpeg);
    let size = position(&jpeg, b"\xff\xc0\x00\x11\x08") + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert_eq!(prepare_picture(&jpeg, "image/jpeg"), Err(PictureError::TooManyPixels));
    let mut large = gif(8, 8, 1);
    large[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(prepare_picture(&large, "image/gif"), Err(PictureError::TooManyPixels));
    let mut webp = file(&drawing(8, 8), ImageFormat::WebP);
    let size = position(&webp, b"VP8L") + 9;
    webp[size..size + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x0f]);
    assert!(matches!(prepare_picture(&webp, "image/webp"), Err(PictureError::TooManyPixels | PictureError::Invalid)));
    assert_eq!(prepare_picture(&vec![0; MAX_FILE_BYTES + 1], "image/png"), Err(PictureError::TooLarge));
}

#[test]
fn animations_stay_within_their_pixels() {
    let picture = prepare_picture(&gif(40, 30, 5), "image/gif").unwrap();
    let frames = GifDecoder::new(Cursor::new(&picture.bytes[..])).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!((frames.len(), gif_frames(&picture.bytes), gif_frames(b"GIF89a")), (5, 5, 0));
    assert_eq!(frames[0].delay().numer_denom_ms(), (100, 1));
    // A large canvas of many frames that are one pixel each: small as a file, huge in memory.
    let mut long = gif(1, 1, 70);
    long[6..10].copy_from_slice(&[0xe8, 0x03, 0xe8, 0x03]);
    assert_eq!(prepare_picture(&long, "image/gif"), Err(PictureError::AnimationTooLong));
}

#[test]
fn wide_pictures_become_smaller() {
    let picture = prepare_picture(&file(&drawing(5120, 100), ImageFormat::Png), "image/png").unwrap();
    assert_eq!((picture.width, picture.height), (2560, 50));
    let picture = prepare_picture(&file(&drawing(12_000, 1), ImageFormat::Png), "image/png").unwrap();
    assert_eq!((picture.width, picture.height), (2560, 1));
    let picture = prepare_picture(&gif(2600, 10, 2), "image/gif").unwrap();
    assert_eq!((picture.width, picture.height, decoded(&picture).width()), (2560, 9, 2560));
    assert_eq!(kept_size(2560, 9000), None);
}

#[test]
fn transparency_stays_and_deep_colors_become_eight_bits() {
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([10, 20, 30, 40])));
    for (format, declared) in [(ImageFormat::Png, "image/png"), (ImageFormat::WebP, "image/webp")] {
        let picture = prepare_picture(&file(&glass, format), declared).unwrap();
        assert_eq!(decoded(&picture).to_rgba8().get_pixel(0, 0), &Rgba([10, 20, 30, 40]), "{declared}");
    }
    let deep = DynamicImage::ImageRgba16(image::ImageBuffer::from_pixel(8, 8, Rgba([u16::MAX; 4])));
    let picture = prepare_picture(&file(&deep, ImageFormat::Png), "image/png").unwrap();
    assert_eq!(decoded(&picture).color(), image::ColorType::Rgb8);
}
