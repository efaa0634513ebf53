//! Key material as a graph: what is drawn, typed and sent at the left, what comes of it to the right.

use ikelab_core::event::{Quantity, RouterId};
use ikelab_core::provenance::{Computed, Expression, Node, Part};

use super::arrows::Arrow;
use super::provenance::expression;
use crate::state::RunData;

/// A value in the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Knot {
    /// The value.
    pub node: Node,
    /// What the formulae call it.
    pub name: String,
    /// Its column; values are made from those further left.
    pub column: usize,
    /// Its row in the column.
    pub row: usize,
}

/// The graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// The values, those before which others are made from.
    pub knots: Vec<Knot>,
    /// From a value to one that is made from it, by their places.
    pub edges: Vec<(usize, usize)>,
}

impl Graph {
    /// The key material as it is before event `until`: of each key the last that is known, or else the first that will be.
    pub fn new(run: &RunData, until: u32) -> Self {
        let all = &run.provenance().computed;
        let mut chosen: Vec<usize> = Vec::new();
        for (index, computed) in all.iter().enumerate() {
            let is_known = computed.knowers(until).next().is_some();
            match chosen.iter_mut().find(|known| kind(&all[**known]) == kind(computed)) {
                Some(known) if is_known => *known = index,
                Some(_) => {}
                None => chosen.push(index),
            }
        }
        let mut graph = Graph::default();
        for index in chosen {
            graph.add(run, &Node::Computed(index as u32), "");
        }
        graph.place();
        graph
    }

    /// The place of a value, which is put in with all that it is made from.
    fn add(&mut self, run: &RunData, node: &Node, symbol: &str) -> usize {
        if let Some(known) = self.knots.iter().position(|knot| knot.node == *node) {
            return known;
        }
        let made = match node {
            Node::Computed(_) => expression(run, node),
            _ => None,
        };
        let sources: Vec<usize> = made
            .iter()
            .flat_map(inputs)
            .filter(|(_, source)| !matches!(source, Node::Draw(_)))
            .map(|(symbol, source)| self.add(run, &shortcut(run, source), symbol))
            .collect();
        let column = sources
            .iter()
            .map(|source| self.knots[*source].column + 1)
            .max()
            .unwrap_or(0);
        self.knots.push(Knot {
            node: node.clone(),
            name: name(run, node, symbol),
            column,
            row: 0,
        });
        let place = self.knots.len() - 1;
        for source in sources {
            if !self.edges.contains(&(source, place)) {
                self.edges.push((source, place));
            }
        }
        place
    }

    /// Moves what is made from nothing beside what is first made from it, and counts rows.
    fn place(&mut self) {
        for at in 0..self.knots.len() {
            if self.knots[at].column == 0 {
                let users = self.edges.iter().filter(|(from, _)| *from == at);
                let first = users.map(|(_, to)| self.knots[*to].column).min().unwrap_or(1);
                self.knots[at].column = first.saturating_sub(1);
            }
            let column = self.knots[at].column;
            self.knots[at].row = self.knots[..at].iter().filter(|knot| knot.column == column).count();
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (usize, usize) {
        let most = |of: fn(&Knot) -> usize| self.knots.iter().map(of).max().map_or(0, |most| most + 1);
        (most(|knot| knot.column), most(|knot| knot.row))
    }

    /// Where an arrow leads from a value: up and down its column, left to what it is made from, right to what is made from
    /// it.
    pub fn walk(&self, at: usize, arrow: Arrow) -> usize {
        let here = &self.knots[at];
        let in_column = |row: Option<usize>| {
            self.knots
                .iter()
                .position(|knot| knot.column == here.column && Some(knot.row) == row)
        };
        let found = match arrow {
            Arrow::Up => in_column(here.row.checked_sub(1)),
            Arrow::Down => in_column(Some(here.row + 1)),
            Arrow::Left => self.edges.iter().find(|(_, to)| *to == at).map(|(from, _)| *from),
            Arrow::Right => self.edges.iter().find(|(from, _)| *from == at).map(|(_, to)| *to),
            Arrow::Home => Some(0),
            Arrow::End => self.knots.len().checked_sub(1),
        };
        found.unwrap_or(at)
    }
}

/// Values that replace each other when a key is made anew.
fn kind(computed: &Computed) -> (&'static str, Option<RouterId>, String) {
    let towards = match computed.quantity {
        Quantity::Keymat { destination, .. } => destination.to_string(),
        Quantity::HashInformational { .. } => "informational".to_owned(),
        _ => String::new(),
    };
    (computed.quantity.name(), computed.owner, towards)
}

fn inputs(expression: &Expression) -> impl Iterator<Item = (&'static str, &Node)> {
    expression.parts.iter().filter_map(|part| match part {
        Part::Value { symbol, node } => Some((*symbol, node)),
        Part::Text(_) => None,
    })
}

/// A field that only carries a computed value stands for that.
fn shortcut(run: &RunData, node: &Node) -> Node {
    let carried = matches!(node, Node::Field(_)).then(|| expression(run, node)).flatten();
    match carried.as_ref().map(|made| made.parts.as_slice()) {
        Some(
            [
                Part::Value {
                    node: node @ Node::Computed(_),
                    ..
                },
            ],
        ) => node.clone(),
        _ => node.clone(),
    }
}

fn name(run: &RunData, node: &Node, symbol: &str) -> String {
    match node {
        Node::Computed(index) => {
            let computed = &run.provenance().computed[*index as usize];
            match (computed.owner, computed.quantity) {
                (Some(owner), quantity) => format!("{} {owner}", quantity.name()),
                (None, Quantity::Keymat { spi, .. }) => format!("KEYMAT {:04X}…", spi >> 16),
                (None, quantity) => quantity.name().to_owned(),
            }
        }
        Node::Field(span) => {
            let packet = run.trace.packet(span.packet);
            let symbol = symbol.strip_prefix("last phase 1 CBC output ").unwrap_or(symbol);
            packet.map_or_else(String::new, |packet| format!("{symbol} {}", packet.name))
        }
        _ => symbol.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    fn graph() -> Graph {
        let state = State::default();
        let run = state.lab.run();
        Graph::new(run, u32::MAX)
    }

    fn at(graph: &Graph, name: &str) -> usize {
        graph
            .knots
            .iter()
            .position(|knot| knot.name == name)
            .unwrap_or_else(|| panic!("no {name}"))
    }

    #[test]
    fn values_stand_right_of_what_they_are_made_from() {
        let graph = graph();
        assert!(graph.knots.len() > 25, "{}", graph.knots.len());
        for (from, to) in &graph.edges {
            assert!(graph.knots[*from].column < graph.knots[*to].column);
        }
        let (columns, rows) = graph.size();
        assert!(columns <= 8 && rows <= 12, "{columns} × {rows}");
    }

    #[test]
    fn no_two_stand_in_one_place() {
        let graph = graph();
        let places: std::collections::BTreeSet<_> = graph.knots.iter().map(|knot| (knot.column, knot.row)).collect();
        assert_eq!(places.len(), graph.knots.len());
    }

    #[test]
    fn arrows_lead_along_the_edges() {
        let graph = graph();
        let skeyid = at(&graph, "SKEYID");
        let left = graph.walk(skeyid, Arrow::Left);
        assert!(graph.edges.contains(&(left, skeyid)));
        let right = graph.walk(skeyid, Arrow::Right);
        assert!(graph.edges.contains(&(skeyid, right)));
        assert_eq!(graph.walk(0, Arrow::Left), 0);
    }

    #[test]
    fn a_carried_value_is_not_drawn_twice() {
        let graph = graph();
        let shared = at(&graph, "g^xy");
        let sources: Vec<&str> = graph
            .edges
            .iter()
            .filter(|(_, to)| *to == shared)
            .map(|(from, _)| graph.knots[*from].name.as_str())
            .collect();
        assert!(sources.contains(&"x R1") && sources.contains(&"g^x R2"), "{sources:?}");
    }
}
