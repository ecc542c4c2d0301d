//! What becomes of a facilitator's pictures, and what no bytes can do to the phone.

use image::{GrayImage, ImageFormat, Luma, Rgba, RgbaImage};

use super::*;

/// A picture with a red left half and a blue right half.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    })
}

fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// An EXIF block as a camera writes it: orientation, maker, and place.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    // IFD0 with three entries: Make (at 50), Orientation, the GPS block (at 62).
    tiff.extend(3_u16.to_be_bytes());
    tiff.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 50]);
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 62]);
    tiff.extend([0; 4]);
    tiff.extend(b"KAMERA-UJI\0\0");
    // GPSLatitudeRef and GPSMapDatum, both texts.
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend([0, 1, 0, 2, 0, 0, 0, 2, b'S', 0, 0, 0]);
    tiff.extend([0, 18, 0, 2, 0, 0, 0, 12, 0, 0, 0, 92]);
    tiff.extend([0; 4]);
    tiff.extend(b"WGS-84-UJI\0\0");
    [b"Exif\0\0".to_vec(), tiff].concat()
}

/// A JPEG with this EXIF block, and a comment.
fn photo(picture: RgbImage, orientation: u8) -> Vec<u8> {
    let plain = written(picture, ImageFormat::Jpeg);
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap();
        [&[0xff, marker], &length.to_be_bytes()[..], content].concat()
    };
    let comment = segment(0xfe, b"KOMENTAR-UJI");
    [&plain[..2], &segment(0xe1, &exif(orientation)), &comment, &plain[2..]].concat()
}

#[test]
fn a_large_photo_is_kept_at_1600_pixels_with_a_thumbnail() {
    for (width, height) in [(4000, 3000), (3000, 4000), (1601, 20), (3300, 3100)] {
        let prepared = prepare(&written(halves(width, height), ImageFormat::Jpeg)).unwrap();
        let kept = read(&prepared.picture);
        assert_eq!(kept.width().max(kept.height()), LONGEST_SIDE, "{width} × {height}");
        let (wanted, is) = (f64::from(width) / f64::from(height), f64::from(kept.width()) / f64::from(kept.height()));
        assert!((wanted / is - 1.0).abs() < 0.01, "{width} × {height} became {:?}", kept.dimensions());
        let thumbnail = read(&prepared.thumbnail);
        assert_eq!(thumbnail.width().max(thumbnail.height()), THUMBNAIL_SIDE);
        assert!(prepared.picture.len() <= AIMED_BYTES && prepared.thumbnail.len() < 20_000);
    }
}

#[test]
fn a_small_picture_stays_as_large_as_it_is() {
    let prepared = prepare(&written(halves(300, 200), ImageFormat::Jpeg)).unwrap();
    assert_eq!(read(&prepared.picture).dimensions(), (300, 200));
    let pixel = prepare(&written(RgbImage::from_pixel(1, 1, Rgb([9, 9, 9])), ImageFormat::Png)).unwrap();
    assert_eq!(read(&pixel.picture).dimensions(), (1, 1));
    assert_eq!(read(&pixel.thumbnail).dimensions(), (1, 1));
}

#[test]
fn jpeg_png_and_webp_are_read_and_transparent_parts_are_white() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let kept = read(&prepare(&written(halves(64, 64), format)).unwrap().picture);
        let [red, _, blue] = kept.get_pixel(8, 32).0;
        assert!(red > 180 && blue < 60, "{format:?}: {red} {blue}");
    }
    let clear = RgbaImage::from_pixel(32, 32, Rgba([0, 0, 0, 0]));
    assert!(
        read(&prepare(&written(clear, ImageFormat::Png)).unwrap().picture).get_pixel(5, 5).0.iter().all(|c| *c > 250)
    );
    let grey = GrayImage::from_pixel(32, 32, Luma([100]));
    assert!(prepare(&written(grey, ImageFormat::Jpeg)).is_ok());
}

#[test]
fn a_kept_photo_holds_nothing_that_the_camera_wrote_beside_the_pixels() {
    let taken = photo(halves(800, 600), 1);
    for trace in [&b"Exif"[..], b"KAMERA-UJI", b"WGS-84-UJI", b"KOMENTAR-UJI"] {
        let holds = |bytes: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
        assert!(holds(&taken), "the photo of the test has it");
        let PreparedPicture { picture, thumbnail } = prepare(&taken).unwrap();
        assert!(!holds(&picture) && !holds(&thumbnail), "{}", String::from_utf8_lossy(trace));
    }
    let PreparedPicture { picture, .. } = prepare(&taken).unwrap();
    let segments: Vec<u8> =
        picture.windows(2).filter(|pair| pair[0] == 0xff && pair[1] >= 0xe1).map(|pair| pair[1]).collect();
    assert!(
        segments.iter().all(|marker| *marker < 0xe0 || *marker == 0xff),
        "no APP1 to APP15, no comment: {segments:x?}"
    );
}

#[test]
fn a_photo_taken_with_the_phone_on_its_side_stands_upright() {
    // 6: the top of the picture is the right side of the stored pixels. 3: upside down.
    let turned = read(&prepare(&photo(halves(400, 200), 6)).unwrap().picture);
    assert_eq!(turned.dimensions(), (200, 400));
    let [red, _, blue] = turned.get_pixel(100, 20).0;
    assert!(red > 180 && blue < 60, "left becomes top");
    let over = read(&prepare(&photo(halves(400, 200), 3)).unwrap().picture);
    let [red, _, blue] = over.get_pixel(20, 100).0;
    assert!(red < 60 && blue > 180, "left becomes right");
}

#[test]
fn bytes_that_are_no_picture_are_refused() {
    let whole = photo(noise(640, 480), 1);
    for length in [0, 2, 10, whole.len() / 4, whole.len() / 2, whole.len() - 2] {
        assert_eq!(prepare(&whole[..length]), Err(PictureError::Unreadable), "cut off after {length}");
    }
    let png = written(noise(64, 64), ImageFormat::Png);
    assert_eq!(prepare(&png[..png.len() / 2]), Err(PictureError::Unreadable));
    for bytes in
        [&b"Daftar hadir\nbukan gambar\n"[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF89a"]
    {
        assert_eq!(prepare(bytes), Err(PictureError::Unreadable));
    }
    assert_eq!(prepare(&vec![0; MAX_PICTURE_BYTES + 1]), Err(PictureError::TooLarge));
}

#[test]
fn a_picture_with_an_enormous_header_is_refused_before_it_takes_memory() {
    // A PNG of 60,000 × 60,000 in a few hundred bytes: its header says so, and its data would unpack to 14 GB.
    let mut bomb = written(RgbImage::from_pixel(8, 8, Rgb([0, 0, 0])), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let checksum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(prepare(&bomb), Err(PictureError::TooLarge));
    // A real picture just beyond the most pixels.
    let wide = written(GrayImage::new(64_001, 1_000), ImageFormat::Png);
    assert!(wide.len() < 1_000_000);
    assert_eq!(prepare(&wide), Err(PictureError::TooLarge));
}

/// PNG's checksum (ISO 3309), so that the decoder accepts the forged header.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn even_the_noisiest_picture_fits_into_an_attachment() {
    let prepared = prepare(&written(noise(1600, 1600), ImageFormat::Png)).unwrap();
    assert!(prepared.picture.len() + SEALING_OVERHEAD <= MAX_ATTACHMENT_BYTES, "{}", prepared.picture.len());
}

#[test]
fn no_damage_makes_the_phone_stop() {
    let whole =
        [photo(noise(60, 40), 6), written(noise(60, 40), ImageFormat::Png), written(halves(60, 40), ImageFormat::WebP)];
    let mut state = 7_u32;
    for bytes in whole {
        for _ in 0..300 {
            let mut damaged = bytes.clone();
            for _ in 0..4 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let place = usize::try_from(state >> 8).unwrap() % damaged.len();
                damaged[place] = (state & 0xff) as u8;
            }
            drop(prepare(&damaged));
        }
    }
}
