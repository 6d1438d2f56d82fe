//! Text from outside on its way to a terminal: nothing of it is obeyed, and what is harmless stays.

use mindful::terminal::escape;

/// Escaped text has no sign that steers, turns or hides, and escaping it again changes nothing.
pub(super) fn terminal_text(text: &str) {
    let safe = escape(text);
    assert_eq!(escape(&safe), safe);
    assert!(!safe.contains(is_hostile), "{safe:?}");
    assert!(text.contains(is_hostile) || safe == text);
    let kept = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).count();
    assert!(kept(&safe) >= kept(text), "nothing is swallowed");
}

/// Control characters, and those that Unicode names for turning text around or for having no width.
fn is_hostile(sign: char) -> bool {
    let code = u32::from(sign);
    let ranges = [
        (0x00, 0x1f),
        (0x7f, 0x9f),
        (0xad, 0xad),
        (0x61c, 0x61c),
        (0x180e, 0x180e),
        (0x200b, 0x200c),
        (0x200e, 0x200f),
        (0x2028, 0x202e),
        (0x2060, 0x206f),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
        (0xe0000, 0xe007f),
    ];
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&code))
}
