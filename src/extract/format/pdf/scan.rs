//! Pages that are pictures: what a scanner makes.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, RgbImage};
use pdf_extract::{Document, Object, Stream, xobject::PdfImage};

/// Points in all; a page of A4 at 600 dots an inch has a third of it.
const PIXELS_MAX: i64 = 100_000_000;
/// A smaller picture is a logo.
const SIDE_MIN: i64 = 300;

/// Whether the page shows a picture that may be writing.
pub(super) fn is_scanned(document: &Document, page: u32) -> bool {
    largest(document, page).is_some()
}

/// The page's picture.
pub(super) fn first(document: &Document, page: u32) -> Option<DynamicImage> {
    decoded(document, &largest(document, page)?)
}

/// The picture on a page, in shades of grey.
pub(in crate::extract::format) fn picture(bytes: &[u8], page: u32) -> Option<GrayImage> {
    Some(first(&super::open(bytes).ok()?, page)?.into_luma8())
}

fn largest(document: &Document, page: u32) -> Option<PdfImage<'_>> {
    let id = *document.get_pages().get(&page)?;
    let images = document.get_page_images(id).ok()?;
    let images = images.into_iter().filter(|image| image.width.min(image.height) >= SIDE_MIN);
    images
        .filter(|image| image.width.saturating_mul(image.height) <= PIXELS_MAX)
        .max_by_key(|image| image.width * image.height)
}

fn decoded(document: &Document, image: &PdfImage<'_>) -> Option<DynamicImage> {
    let filters = image.filters.clone().unwrap_or_default();
    if filters.last().is_some_and(|filter| filter == "DCTDecode") {
        let bytes = if filters.len() == 1 { image.content.to_vec() } else { unpacked(image)? };
        return super::super::picture::decode(Cursor::new(bytes)).ok();
    }
    if filters.iter().any(|filter| filter != "FlateDecode" && filter != "LZWDecode") {
        return None;
    }
    let bytes = if filters.is_empty() { image.content.to_vec() } else { unpacked(image)? };
    let (width, height) = (u32::try_from(image.width).ok()?, u32::try_from(image.height).ok()?);
    let channels = channels(document, image)?;
    match (channels, image.bits_per_component?) {
        (1, 1) => GrayImage::from_vec(width, height, bits(&bytes, width, height)).map(DynamicImage::from),
        (1, 8) => GrayImage::from_vec(width, height, exactly(bytes, width, height, 1)?).map(DynamicImage::from),
        (3, 8) => RgbImage::from_vec(width, height, exactly(bytes, width, height, 3)?).map(DynamicImage::from),
        _ => None,
    }
}

fn unpacked(image: &PdfImage<'_>) -> Option<Vec<u8>> {
    let mut dict = image.origin_dict.clone();
    if let Ok(Object::Array(filters)) = dict.get(b"Filter").cloned() {
        let packed = filters.into_iter().filter(|filter| filter.as_name().is_ok_and(|name| name != b"DCTDecode"));
        dict.set("Filter", Object::Array(packed.collect()));
    }
    Stream::new(dict, image.content.to_vec()).decompressed_content().ok()
}

/// How many numbers make a point.
fn channels(document: &Document, image: &PdfImage<'_>) -> Option<u8> {
    match image.color_space.as_deref()? {
        "DeviceGray" | "CalGray" => Some(1),
        "DeviceRGB" | "CalRGB" => Some(3),
        "ICCBased" => {
            let space = image.origin_dict.get(b"ColorSpace").ok()?.as_array().ok()?;
            let profile = document.get_object(space.get(1)?.as_reference().ok()?).ok()?.as_stream().ok()?;
            u8::try_from(profile.dict.get(b"N").ok()?.as_i64().ok()?).ok()
        }
        _ => None,
    }
}

/// One bit a point, each row beginning with a byte of its own; one is white.
fn bits(bytes: &[u8], width: u32, height: u32) -> Vec<u8> {
    let row_bytes = width.div_ceil(8) as usize;
    let point = |(row, at): (u32, u32)| {
        let byte = bytes.get(row as usize * row_bytes + at as usize / 8).copied().unwrap_or(0xff);
        if byte >> (7 - at % 8) & 1 == 1 { 255 } else { 0 }
    };
    (0..height).flat_map(|row| (0..width).map(move |at| (row, at))).map(point).collect()
}

fn exactly(mut bytes: Vec<u8>, width: u32, height: u32, channels: usize) -> Option<Vec<u8>> {
    let length = width as usize * height as usize * channels;
    bytes.truncate(length);
    (bytes.len() == length).then_some(bytes)
}
