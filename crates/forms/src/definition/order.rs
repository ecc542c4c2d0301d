//! The order in which relevance and calculations are evaluated.
//!
//! A node depends on its group, because relevance inherits. It also depends on every question in its `relevant` and
//! `calculation`, because an irrelevant answer counts as blank. If nodes depend on each other, there is no order, and
//! the form is refused rather than evaluated in rounds.

use std::collections::{BTreeSet, HashMap};

use super::node::Node;

/// A longer list would not help an author.
const MOST_CIRCLES: usize = 20;

/// The positions of the nodes, each after those that it depends on; or every circle found.
pub(super) fn evaluation_order(
    nodes: &[Node],
    by_name: &HashMap<String, usize>,
) -> Result<Vec<usize>, Vec<Vec<usize>>> {
    let waits_for: Vec<BTreeSet<usize>> = nodes.iter().map(|node| needs(node, by_name)).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (position, needed) in waits_for.iter().enumerate() {
        for &need in needed {
            if let Some(followers) = followers.get_mut(need) {
                followers.push(position);
            }
        }
    }
    let mut open: Vec<usize> = waits_for.iter().map(BTreeSet::len).collect();
    let mut ready: BTreeSet<usize> =
        open.iter().enumerate().filter(|(_, open)| **open == 0).map(|(position, _)| position).collect();
    let mut waiting: BTreeSet<usize> = (0..nodes.len()).collect();
    let mut order = Vec::with_capacity(nodes.len());
    let mut circles = Vec::new();
    loop {
        while let Some(position) = ready.pop_first() {
            waiting.remove(&position);
            order.push(position);
            for &follower in followers.get(position).into_iter().flatten() {
                if let Some(open) = open.get_mut(follower) {
                    *open = open.saturating_sub(1);
                    if *open == 0 && waiting.contains(&follower) {
                        ready.insert(follower);
                    }
                }
            }
        }
        // The remaining nodes wait for a circle. Report one, continue as if it were solved, and so find all.
        let Some(circle) = circle(&waiting, &waits_for) else { break };
        if circles.len() == MOST_CIRCLES {
            break;
        }
        ready.extend(&circle);
        circles.push(circle);
    }
    if circles.is_empty() { Ok(order) } else { Err(circles) }
}

fn needs(node: &Node, by_name: &HashMap<String, usize>) -> BTreeSet<usize> {
    let calculation = node.question.as_ref().and_then(|question| question.rules.calculation.as_ref());
    let named = node.relevant.iter().chain(calculation).flat_map(|expression| expression.references());
    node.parent.into_iter().chain(named.filter_map(|name| by_name.get(name).copied())).collect()
}

/// Starts at any waiting node and follows one dependency after another, until a node repeats.
fn circle(waiting: &BTreeSet<usize>, waits_for: &[BTreeSet<usize>]) -> Option<Vec<usize>> {
    let mut path = vec![*waiting.first()?];
    loop {
        let last = *path.last()?;
        let next = *waits_for.get(last)?.iter().find(|need| waiting.contains(need))?;
        if let Some(start) = path.iter().position(|known| *known == next) {
            let mut circle = path.split_off(start);
            circle.sort_unstable();
            return Some(circle);
        }
        path.push(next);
    }
}
