//! Pictures: how large they are, and a small one of each.

use std::io::{BufRead, BufReader, Cursor, Read, Seek};

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use crate::extract::{
    Picture, Piece, Refusal, THUMBNAIL_BYTES_MAX,
    child::out::{Found, Out},
};

/// Points along one side: beyond what cameras and scanners make.
const SIDE_MAX: u32 = 30_000;
/// Points in all: they have to fit into the child's memory, several bytes each.
const PIXELS_MAX: u64 = 100_000_000;
/// Bytes that a decoder may take.
const DECODER_BYTES_MAX: u64 = 512 << 20;
/// The longer side of a preview: twice what a card shows, for fine screens.
const THUMBNAIL_SIDE: u32 = 720;
const JPEG_QUALITY: u8 = 80;

/// How large the picture is, by its header alone.
pub(in crate::extract) fn size(file: impl Read + Seek) -> Result<(u32, u32), Refusal> {
    let decoder = reader(BufReader::new(file))?;
    let (width, height) = decoder.into_dimensions().map_err(|error| match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    })?;
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Refusal::TooManyPixels);
    }
    Ok((width, height))
}

pub(super) fn read<R: BufRead + Seek>(mut file: R, out: &mut Out<'_>) -> Found {
    size(&mut file)?;
    file.rewind()?;
    let image = decode(file)?;
    out.put(&Piece::Scanned { page: 1 })?;
    out.put(&Piece::Picture(small(&image)))
}

/// The picture as it is meant to be seen: turned as the camera was held.
pub(super) fn decode<R: BufRead + Seek>(file: R) -> Result<DynamicImage, Refusal> {
    let mut decoder = reader(file)?.into_decoder().map_err(|_| Refusal::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged)?;
    if let Ok(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

/// How large the picture is, and a small one of it: a JPEG, or a PNG where something shines through.
pub(super) fn small(image: &DynamicImage) -> Picture {
    let thumbnail = if image.width().max(image.height()) > THUMBNAIL_SIDE {
        &image.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, FilterType::Triangle)
    } else {
        image
    };
    let mut bytes = Cursor::new(Vec::new());
    let written = if thumbnail.color().has_alpha() {
        thumbnail.to_rgba8().write_to(&mut bytes, ImageFormat::Png)
    } else {
        thumbnail.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
    };
    let bytes = bytes.into_inner();
    let fits = written.is_ok() && bytes.len() <= THUMBNAIL_BYTES_MAX;
    let thumbnail = if fits { bytes } else { opaque(thumbnail) };
    Picture { width: image.width(), height: image.height(), thumbnail }
}

/// A JPEG whatever shines through, when the other is too large.
fn opaque(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let half = image.thumbnail(THUMBNAIL_SIDE / 2, THUMBNAIL_SIDE / 2).to_rgb8();
    let written = half.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY));
    let bytes = bytes.into_inner();
    if written.is_ok() && bytes.len() <= THUMBNAIL_BYTES_MAX { bytes } else { Vec::new() }
}

fn reader<R: BufRead + Seek>(file: R) -> Result<ImageReader<R>, Refusal> {
    let mut reader = ImageReader::new(file).with_guessed_format().map_err(|_| Refusal::Damaged)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    Ok(reader)
}
