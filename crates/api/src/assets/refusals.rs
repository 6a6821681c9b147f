//! Refusals of pictures in public words.

use courses::pictures::PictureError;

use crate::{
    courses::refusals::sentence,
    http::{Code, Problem},
};

/// The refusal of a picture.
pub fn refuse(error: &PictureError) -> Problem {
    let code = match error {
        PictureError::TooLarge => Code::ContentTooLarge,
        PictureError::UnsupportedType | PictureError::TypeMismatch { .. } => Code::UnsupportedMediaType,
        PictureError::TooManyPixels | PictureError::AnimationTooLong | PictureError::Invalid => Code::InvalidPicture,
    };
    Problem::new(code).detail(sentence(error))
}
