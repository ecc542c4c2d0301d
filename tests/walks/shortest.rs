//! Shortens a failing walk: removes halves, quarters and single steps while it still fails (Zeller's ddmin).

/// The shortest list of steps found that still `fails`, after at most `tries` attempts.
pub fn shortest<S: Clone>(steps: &[S], tries: usize, mut fails: impl FnMut(&[S]) -> bool) -> Vec<S> {
    let mut kept = steps.to_vec();
    let mut left_out = kept.len().div_ceil(2);
    let mut tried = 0;
    while left_out > 0 && tried < tries {
        let mut from = 0;
        let mut shorter = false;
        while from < kept.len() && tried < tries {
            let to = (from + left_out).min(kept.len());
            let without: Vec<S> = [&kept[..from], &kept[to..]].concat();
            tried += 1;
            if fails(&without) {
                kept = without;
                shorter = true;
            } else {
                from = to;
            }
        }
        if left_out == 1 && !shorter {
            break;
        }
        left_out = if left_out == 1 { 1 } else { left_out.div_ceil(2) };
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::shortest;

    #[test]
    fn only_what_is_needed_is_left() {
        let steps: Vec<u32> = (0..100).collect();
        let fails = |steps: &[u32]| steps.contains(&17) && steps.contains(&80);
        assert_eq!(shortest(&steps, 1_000, fails), [17, 80]);
        assert_eq!(shortest(&steps, 1_000, |_| true), [0; 0]);
        assert_eq!(shortest(&steps, 0, |_| true), steps, "no try, no change");
    }
}
