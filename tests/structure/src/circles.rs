//! Circles of files.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use crate::imports::Import;
use crate::library::ItemPath;

/// The groups of modules of which each needs every other one, directly or through others.
pub fn circles(imports: &[Import]) -> Vec<Vec<ItemPath>> {
    let mut graph = DiGraph::<&ItemPath, ()>::new();
    let mut nodes = BTreeMap::new();
    for import in imports {
        let [from, to] = [&import.from, &import.to]
            .map(|module| *nodes.entry(module).or_insert_with(|| graph.add_node(module)));
        graph.add_edge(from, to, ());
    }
    let groups = tarjan_scc(&graph).into_iter().filter(|group| group.len() > 1);
    let mut circles: Vec<Vec<ItemPath>> =
        groups.map(|group| group.into_iter().map(|node| graph[node].clone()).collect()).collect();
    circles.iter_mut().for_each(|circle| circle.sort());
    circles.sort();
    circles
}
