//! Finding people by name, through blind tokens.

use crate::Result;
use crate::dialect::reading;
use crate::reading::ROWS;
use crate::reads::{FamilyRow, Found, Search};
use crate::sql::lists::SealedFamily;
use crate::sql::scope::leads_to_few;
use crate::store::Store;
use domain::ids::{OrganisationId, PersonId, StreamId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Rows that lead to people whose families are asked about one by one; where there are more, the scope leads.
const CANDIDATES: i64 = 1_000;

/// Rows of a common word that are counted before a rarer one is looked for.
const COMMON: i64 = 2_000;

impl Store {
    /// People by name. A query without any key finds nobody.
    pub async fn search(&self, ask: Search) -> Result<Vec<Found>> {
        let Some(key) = self.org_key(ask.org).await? else { return Ok(Vec::new()) };
        let limit = ask.limit.clamp(1, ROWS);
        let matched = u32::try_from(ask.groups.len()).unwrap_or(u32::MAX);
        let hits = if ask.whole.is_empty() {
            Vec::new()
        } else {
            let whole = vec![ask.whole.iter().map(|word| key.token(word)).collect()];
            self.people(&ask, &whole, 0, limit).await?
        };
        if !hits.is_empty() {
            return self.found(with_words(hits, matched)).await;
        }
        let mut groups = Vec::with_capacity(ask.groups.len());
        for group in ask.groups.iter().filter(|group| !group.is_empty()) {
            let tokens: Vec<[u8; 16]> = group.iter().map(|word| key.token(word)).collect();
            let size: i64 = reading!(self, conn => lists::group_size(conn, ask.org, &tokens, COMMON))?;
            groups.push((size, tokens));
        }
        groups.sort_by_key(|(size, _)| *size);
        let rows = groups.first().map_or(0, |(size, _)| *size);
        let groups: Vec<Vec<[u8; 16]>> = groups.into_iter().map(|(_, tokens)| tokens).collect();
        let hits = self.people(&ask, &groups, rows, limit).await?;
        self.found(with_words(hits, matched)).await
    }

    /// People whom every group leads to, each once; the first group has `rows` rows, as far as that was counted.
    async fn people(
        &self,
        ask: &Search,
        groups: &[Vec<[u8; 16]>],
        rows: i64,
        limit: u32,
    ) -> Result<Vec<(StreamId, PersonId)>> {
        let (scope, org) = (&ask.scope, ask.org);
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let few = scope.arms().iter().all(leads_to_few);
        // Mostly a whole name leads to few people, whose families are soon asked about one by one.
        if few && rows < CANDIDATES {
            let hits: Vec<(StreamId, PersonId)> =
                reading!(self, conn => lists::search(conn, None, org, groups, CANDIDATES))?;
            if i64::try_from(hits.len()).is_ok_and(|all| all < CANDIDATES) {
                let families: Vec<StreamId> = hits.iter().map(|(stream, _)| *stream).collect();
                let shown = self.which_in_scope(scope, &families).await?;
                let shown = hits.into_iter().filter(|(stream, _)| shown.contains(stream)).collect();
                return Ok(distinct(shown, wanted));
            }
        }
        // One whom several alternatives of a group lead to is met by each, so more are asked for when too few are left.
        // Going from family to family that is so for everybody.
        let alternatives = if few { groups.first().map_or(1, Vec::len) } else { 1 };
        let mut most = i64::from(limit).saturating_mul(i64::try_from(alternatives).unwrap_or(1));
        loop {
            let hits: Vec<(StreamId, PersonId)> = if few {
                reading!(self, conn => lists::search_among(conn, scope, org, groups, most))?
            } else {
                reading!(self, conn => lists::search(conn, Some(scope), org, groups, most))?
            };
            let all = i64::try_from(hits.len()).is_ok_and(|all| all < most);
            let people = distinct(hits, wanted);
            if all || people.len() >= wanted {
                return Ok(people);
            }
            most = most.saturating_mul(4);
        }
    }

    /// People of the organisation who share any of these keys, most in common first.
    pub async fn duplicates(&self, org: OrganisationId, keys: &[String], limit: u32) -> Result<Vec<Found>> {
        let Some(key) = self.org_key(org).await? else { return Ok(Vec::new()) };
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let tokens: Vec<[u8; 16]> = keys.iter().map(|word| key.token(word)).collect();
        let limit = i64::from(limit.clamp(1, ROWS));
        let hits: Vec<(StreamId, PersonId, u32)> =
            reading!(self, conn => lists::sharing(conn, org, &tokens, limit))?;
        self.found(hits).await
    }

    /// The families of hits, in the order of the hits.
    async fn found(&self, hits: Vec<(StreamId, PersonId, u32)>) -> Result<Vec<Found>> {
        let ids: Vec<StreamId> =
            hits.iter().map(|(stream, _, _)| *stream).collect::<BTreeSet<_>>().into_iter().collect();
        let rows: Vec<SealedFamily> = reading!(self, conn => lists::families(conn, &ids))?;
        let families: HashMap<StreamId, FamilyRow> =
            self.open_families(rows).await?.into_iter().map(|row| (row.stream, row)).collect();
        let found = |(stream, person, matched): (StreamId, PersonId, u32)| {
            families.get(&stream).map(|family| Found { person, matched, family: family.clone() })
        };
        Ok(hits.into_iter().filter_map(found).collect())
    }
}

/// Each person once.
fn distinct(hits: Vec<(StreamId, PersonId)>, most: usize) -> Vec<(StreamId, PersonId)> {
    let mut seen = HashSet::new();
    hits.into_iter().filter(|hit| seen.insert(*hit)).take(most).collect()
}

/// With how many words they were found by.
fn with_words(hits: Vec<(StreamId, PersonId)>, matched: u32) -> Vec<(StreamId, PersonId, u32)> {
    hits.into_iter().map(|(stream, person)| (stream, person, matched)).collect()
}
