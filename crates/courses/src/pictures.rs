//! Pictures that people upload, made harmless: decoded within limits and encoded anew, so that only pixels are left.
//!
//! Metadata (where a photo was taken, thumbnails, color profiles), data after the picture's end and everything that makes a file
//! two things at once do not survive. SVG and other documents are no pictures here. Pure and slow: run it on a blocking thread.

use std::io::Cursor;

use bytes::Bytes;
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
    codecs::{
        gif::{GifDecoder, GifEncoder, Repeat},
        jpeg::JpegEncoder,
        png::PngEncoder,
        webp::WebPEncoder,
    },
    imageops::{self, FilterType},
    metadata::LoopCount,
};
use thiserror::Error;

/// The largest file that is taken, in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels that a picture may have.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The longest side that a picture may have, in pixels.
pub const MAX_SIDE: u32 = 12_000;
/// The most pixels that all frames of an animation may have together.
pub const MAX_ANIMATION_PIXELS: u64 = 60_000_000;
/// The width that is kept; wider pictures are made smaller.
pub const MAX_KEPT_WIDTH: u32 = 2560;

/// Memory that a decoder may ask for: 16 bits in four channels of the largest picture, and room to work.
const MAX_DECODER_BYTES: u64 = 400 * 1024 * 1024;
/// Quality of JPEG: no difference to be seen at arm's length.
const JPEG_QUALITY: u8 = 85;
/// How hard colors of animations are chosen, 1 (slow) to 30.
const GIF_SPEED: i32 = 20;

/// A picture that holds pixels and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Bytes,
    /// Its media type; a photo that came as WebP may have become a JPEG.
    pub content_type: &'static str,
    /// Width in pixels, as shown.
    pub width: u32,
    /// Height in pixels, as shown.
    pub height: u32,
}

/// Why a file was not taken as a picture.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// The file is over [`MAX_FILE_BYTES`].
    #[error("the file is larger than {MAX_FILE_BYTES} bytes")]
    TooLarge,
    /// The file is none of the types that are taken, whatever it was called.
    #[error("only PNG, JPEG, WebP and GIF pictures are taken")]
    UnsupportedType,
    /// The file is a picture, but of another type than was said.
    #[error("the file was sent as {declared} but is {found}")]
    TypeMismatch {
        /// What it was sent as.
        declared: String,
        /// What its first bytes say.
        found: &'static str,
    },
    /// The picture is over [`MAX_PIXELS`] or [`MAX_SIDE`].
    #[error("the picture has more than {MAX_PIXELS} pixels, or a side over {MAX_SIDE}")]
    TooManyPixels,
    /// The frames of the animation are over [`MAX_ANIMATION_PIXELS`].
    #[error("the frames of the animation have more than {MAX_ANIMATION_PIXELS} pixels together")]
    AnimationTooLong,
    /// The file breaks off or does not follow its format.
    #[error("the file is not a whole picture")]
    Invalid,
}

/// Makes a picture of an uploaded file: turned as its camera said, at most [`MAX_KEPT_WIDTH`] wide, without metadata.
///
/// Animated GIFs stay animated; of an animated WebP or PNG the first frame is kept.
pub fn prepare_picture(file: &[u8], declared: &str) -> Result<Picture, PictureError> {
    if file.len() > MAX_FILE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = format_of(file).ok_or(PictureError::UnsupportedType)?;
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if ![ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif].iter().any(|f| content_type(*f) == declared) {
        return Err(PictureError::UnsupportedType);
    }
    if declared != content_type(format) {
        return Err(PictureError::TypeMismatch { declared, found: content_type(format) });
    }
    match format {
        ImageFormat::Gif => animation(file),
        ImageFormat::Jpeg if !has_jpeg_end(file) => Err(PictureError::Invalid),
        _ => still(file, format),
    }
}

/// The type that the first bytes say.
fn format_of(file: &[u8]) -> Option<ImageFormat> {
    match file {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

const fn content_type(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::WebP => "image/webp",
        ImageFormat::Gif => "image/gif",
        _ => "application/octet-stream",
    }
}

/// Whether the pixels of a JPEG come to an end: the decoder would fill what is missing with gray.
fn has_jpeg_end(file: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = file.get(at..at + 4) {
        if *marker == 0xda {
            return file.get(at..).is_some_and(|pixels| pixels.windows(2).any(|pair| pair == [0xff, 0xd9]));
        }
        // A filler byte has no length after it.
        at += if *marker == 0xff { 1 } else { 2 + usize::from(u16::from_be_bytes([*high, *low])) };
    }
    false
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    limits
}

fn refused(error: &ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Invalid,
    }
}

fn check_size((width, height): (u32, u32)) -> Result<(), PictureError> {
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    Ok(())
}

fn still(file: &[u8], format: ImageFormat) -> Result<Picture, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    check_size(decoder.dimensions())?;
    // A camera's note that cannot be read is no reason to refuse its picture.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    if let Some((width, height)) = kept_size(picture.width(), picture.height()) {
        picture = picture.resize_exact(width, height, FilterType::CatmullRom);
    }
    let picture = eight_bits(&picture);
    let (bytes, format) = match format {
        ImageFormat::Jpeg => (as_jpeg(&picture)?, format),
        ImageFormat::WebP => {
            let mut lossless = Vec::new();
            write(&picture, WebPEncoder::new_lossless(&mut lossless))?;
            // We can write WebP only without loss, which makes a photo many times larger.
            if picture.color().has_alpha() || lossless.len() <= file.len() * 3 / 2 {
                (lossless, format)
            } else {
                (as_jpeg(&picture)?, ImageFormat::Jpeg)
            }
        }
        _ => {
            let mut bytes = Vec::new();
            write(&picture, PngEncoder::new(&mut bytes))?;
            (bytes, ImageFormat::Png)
        }
    };
    Ok(Picture { bytes: bytes.into(), content_type: content_type(format), width: picture.width(), height: picture.height() })
}

/// The size to make the picture, if it is wider than is kept.
fn kept_size(width: u32, height: u32) -> Option<(u32, u32)> {
    let scaled = u64::from(height) * u64::from(MAX_KEPT_WIDTH) / u64::from(width.max(1));
    (width > MAX_KEPT_WIDTH).then(|| (MAX_KEPT_WIDTH, u32::try_from(scaled).unwrap_or(MAX_SIDE).max(1)))
}

/// The picture in 8 bits a channel, without a transparency that nothing in it uses.
fn eight_bits(picture: &DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        if pixels.pixels().any(|pixel| pixel.0.last() != Some(&u8::MAX)) {
            return pixels.into();
        }
    }
    picture.to_rgb8().into()
}

fn as_jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    write(&picture.to_rgb8().into(), JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    Ok(bytes)
}

fn write(picture: &DynamicImage, encoder: impl ImageEncoder) -> Result<(), PictureError> {
    picture.write_with_encoder(encoder).map_err(|error| refused(&error))
}

fn animation(file: &[u8]) -> Result<Picture, PictureError> {
    let mut decoder = GifDecoder::new(Cursor::new(file)).map_err(|error| refused(&error))?;
    decoder.set_limits(limits()).map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    check_size((width, height))?;
    let repeat = match decoder.loop_count() {
        LoopCount::Infinite => Repeat::Infinite,
        LoopCount::Finite(times) => Repeat::Finite(u16::try_from(times.get()).unwrap_or(u16::MAX)),
    };
    let frame_pixels = u64::from(width) * u64::from(height);
    if frame_pixels.saturating_mul(gif_frames(file)) > MAX_ANIMATION_PIXELS {
        return Err(PictureError::AnimationTooLong);
    }
    let kept = kept_size(width, height);
    let mut bytes = Vec::new();
    let mut pixels = 0;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, GIF_SPEED);
        encoder.set_repeat(repeat).map_err(|error| refused(&error))?;
        for frame in decoder.into_frames() {
            pixels += frame_pixels;
            if pixels > MAX_ANIMATION_PIXELS {
                return Err(PictureError::AnimationTooLong);
            }
            let frame = frame.map_err(|error| refused(&error))?;
            encoder.encode_frame(resized(frame, kept)).map_err(|error| refused(&error))?;
        }
    }
    if pixels == 0 {
        return Err(PictureError::Invalid);
    }
    let (width, height) = kept.unwrap_or((width, height));
    Ok(Picture { bytes: bytes.into(), content_type: content_type(ImageFormat::Gif), width, height })
}

/// How many frames a GIF says it has, read from its blocks without decoding any (GIF89a, 15-27).
fn gif_frames(file: &[u8]) -> u64 {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let after_parts = |mut at: usize| {
        while let Some(length) = file.get(at).filter(|length| **length != 0) {
            at += 1 + usize::from(*length);
        }
        at + 1
    };
    let mut at = 13 + file.get(10).map_or(0, |flags| table(*flags));
    let mut frames = 0;
    loop {
        at = match file.get(at) {
            Some(0x21) => after_parts(at + 2),
            Some(0x2c) => {
                frames += 1;
                after_parts(at + 11 + file.get(at + 9).map_or(0, |flags| table(*flags)))
            }
            _ => return frames,
        };
    }
}

fn resized(frame: Frame, size: Option<(u32, u32)>) -> Frame {
    let delay = frame.delay();
    let pixels: RgbaImage = match size {
        Some((width, height)) => imageops::resize(frame.buffer(), width, height, FilterType::Triangle),
        None => frame.into_buffer(),
    };
    Frame::from_parts(pixels, 0, 0, delay)
}

#[cfg(test)]
mod tests;
