//! Against values computed independently in Python: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1.
//! Each test says how.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_evidence::calibration::calibration;
use kinkeeper_evidence::discrimination::{Auc, at_cut_off, roc};
use kinkeeper_evidence::numbers::{Estimate, Share, expit, z};
use kinkeeper_evidence::reliability::{kappa, reliability};
use kinkeeper_evidence::ridge::ridge;
use kinkeeper_evidence::sample_size::{Assumptions, Needed, needed};

/// 80 invented families: four yes/no items, one of levels 0 to 3, and the outcome. Made with
/// `numpy.random.default_rng(20261122)`, a common cause behind the yes/no items, and a logistic model for the outcome.
const DATA: &str = "
    010021 101110 000121 000020 000020 000010 110111 000021 000001 001010
    000020 111131 000020 010130 011001 011101 000010 000010 001010 000120
    010100 110100 000010 110020 100020 000110 001000 001000 000031 000120
    101021 011030 111131 001021 000000 011001 000010 101100 000010 000020
    000031 000130 110110 000030 100110 000020 001020 110131 110101 111011
    001010 100021 010030 011021 000110 001020 000000 111001 010101 000000
    001000 101020 000110 110101 010020 010130 101101 101130 111011 000010
    101001 110020 000000 000030 001030 111031 010010 011010 110020 000110";

fn rows() -> Vec<Vec<f64>> {
    let digits = |row: &str| row.chars().filter_map(|digit| digit.to_digit(10)).map(f64::from).collect();
    DATA.split_whitespace().map(digits).collect()
}

fn columns() -> Vec<Vec<f64>> {
    (0..5).map(|at| rows().iter().map(|row| row[at]).collect()).collect()
}

fn outcomes() -> Vec<bool> {
    rows().iter().map(|row| row[5] == 1.0).collect()
}

/// Sum of the first `items` items.
fn sums(items: usize) -> Vec<f64> {
    rows().iter().map(|row| row[..items].iter().sum()).collect()
}

#[track_caller]
fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-7, "{found} is not {wanted}");
}

#[track_caller]
fn all_near(found: Estimate, wanted: [f64; 3]) {
    near(found.value, wanted[0]);
    near(found.low, wanted[1]);
    near(found.high, wanted[2]);
}

/// `sklearn.metrics.roc_auc_score`; DeLong written out in numpy from the full matrix of pairs:
/// `psi = (a[:,None] > b) + .5*(a[:,None] == b)`, `var(psi.mean(1), ddof=1)/m + var(psi.mean(0), ddof=1)/n`, `numpy.cov`.
#[test]
fn area_and_delong() {
    let (all, four) = (Auc::new(&sums(5), &outcomes()).unwrap(), Auc::new(&sums(4), &outcomes()).unwrap());
    near(all.value, 0.6673789173789174);
    near(all.variance().unwrap(), 0.0036996652042612377);
    near(four.value, 0.7414529914529915);
    near(four.variance().unwrap(), 0.003882262579650097);
    near(all.covariance(&four).unwrap(), 0.0021022315427787664);
    all_near(all.estimate(0.95).unwrap(), [0.6673789173789174, 0.5397443519156033, 0.7744121451533543]);
    let gain = all.gain_over(&four, 0.95).unwrap();
    all_near(gain, [-0.07407407407407407, -0.18797926077368945, 0.039831112625541315]);
    assert_eq!(all.counts(), (26, 54));
}

#[test]
fn a_score_that_tells_all_apart_has_an_interval() {
    let scores: Vec<f64> = (0..20).map(f64::from).collect();
    let outcomes: Vec<bool> = (0..20).map(|at| at >= 10).collect();
    let estimate = Auc::new(&scores, &outcomes).unwrap().estimate(0.95).unwrap();
    assert_eq!((estimate.value, estimate.high), (1.0, 1.0));
    assert!(estimate.low > 0.6 && estimate.low < 0.8, "{estimate:?}");
}

/// Counted in numpy; the curve ends where everybody is flagged.
#[test]
fn cut_offs_and_curve() {
    let cut = at_cut_off(&sums(5), &outcomes(), 5.0, 0.95);
    let counts = |share: Option<Share>| share.map(|share| (share.count, share.of));
    assert_eq!(counts(cut.sensitivity), Some((4, 26)));
    assert_eq!(counts(cut.specificity), Some((50, 54)));
    assert_eq!(counts(cut.ppv), Some((4, 8)));
    assert_eq!(counts(cut.npv), Some((50, 72)));
    let curve = roc(&sums(5), &outcomes());
    let last = curve.last().unwrap();
    assert_eq!((last.sensitivity, last.false_alarms), (1.0, 1.0));
    // The area below it, by trapezes, is the AUC.
    let corner = std::iter::once((0.0, 0.0));
    let points: Vec<(f64, f64)> =
        corner.chain(curve.iter().map(|p| (p.false_alarms, p.sensitivity))).collect();
    let area: f64 = points.windows(2).map(|w| (w[1].0 - w[0].0) * (w[1].1 + w[0].1) / 2.0).sum();
    near(area, 0.6673789173789174);
}

/// Alpha from the definition with `ddof=1`, KR-20 from `p(1−p)` with `ddof=0`: the same. Interval: the influence of each
/// family in numpy. For comparison on these 80: bootstrap of 20,000 gives 0.211 to 0.590, Feldt 0.202 to 0.613.
/// Item-rest: `numpy.corrcoef` with the sum of `numpy.delete`.
#[test]
fn alpha_and_item_rest() {
    let four: Vec<Vec<f64>> = rows().iter().map(|row| row[..4].to_vec()).collect();
    let found = reliability(&four, 0.95);
    all_near(found.alpha.unwrap(), [0.4354188676292209, 0.22141460628931087, 0.5906012910030075]);
    let correlations = [0.46008182015865207, 0.31490649917538754, 0.07705045985376618, 0.1640176634742284];
    let without = [0.13231605351170572, 0.2903409090909095, 0.5263719512195124, 0.4433425459274914];
    for (item, (correlation, alpha)) in found.items.iter().zip(correlations.iter().zip(without)) {
        near(item.item_rest.unwrap(), *correlation);
        near(item.alpha_without.unwrap(), alpha);
    }
    let five: Vec<Vec<f64>> = rows().iter().map(|row| row[..5].to_vec()).collect();
    near(reliability(&five, 0.95).alpha.unwrap().value, 0.16704759343909623);
    // A constant item changes nothing, a missing answer is counted and takes its family out.
    let mut more: Vec<Vec<f64>> = four.iter().map(|row| [row.as_slice(), &[1.0]].concat()).collect();
    assert_eq!(reliability(&more, 0.95).alpha, found.alpha);
    more[0][1] = f64::NAN;
    let fewer = reliability(&more, 0.95);
    assert_eq!((fewer.complete, fewer.varying, fewer.items[1].missing.unwrap().count), (79, 4, 1));
}

/// `statsmodels.stats.inter_rater.cohens_kappa`.
#[test]
fn kappa_of_two_rounds() {
    let pairs = |table: &[&[usize]]| -> Vec<(f64, f64)> {
        let cell = |(a, b, n): (usize, usize, usize)| std::iter::repeat_n((a as f64, b as f64), n);
        let cells = table.iter().enumerate();
        cells
            .flat_map(|(a, row)| row.iter().enumerate().map(move |(b, n)| (a, b, *n)))
            .flat_map(cell)
            .collect()
    };
    let two = kappa(&pairs(&[&[30, 6], &[4, 20]]), 0.95).unwrap();
    all_near(two, [0.6575342465753425, 0.46457480456122635, 0.8504936885894587]);
    let three = kappa(&pairs(&[&[20, 5, 1], &[3, 15, 4], &[2, 3, 27]]), 0.95).unwrap();
    all_near(three, [0.6587677725118483, 0.5214653410111105, 0.796070204012586]);
    assert_eq!(kappa(&[(1.0, 1.0); 9], 0.95), None);
}

/// `LogisticRegression(C=1/λ, tol=1e-12, solver="newton-cholesky")`, intercept not penalised.
#[test]
fn ridge_as_scikit_learn() {
    let wanted = [
        (
            1.0,
            -1.7047489937195504,
            [
                0.834372071880417,
                1.096979774318191,
                0.7639982377814645,
                0.049154918524084594,
                -0.07130308659780536,
            ],
        ),
        (
            5.0,
            -1.270540492331788,
            [
                0.5217180810719354,
                0.6328344283173079,
                0.4398481237371511,
                0.08081591202348273,
                -0.060840619076393695,
            ],
        ),
        (
            0.1,
            -1.9436755178854948,
            [
                0.9877433843373048,
                1.3598359613356708,
                0.9476303710551575,
                -0.003165149239089889,
                -0.07563899429476606,
            ],
        ),
    ];
    for (penalty, intercept, weights) in wanted {
        let found = ridge(&columns(), &outcomes(), penalty).unwrap();
        assert!(found.convergence.reached());
        near(found.intercept, intercept);
        found.weights.iter().zip(weights).for_each(|(found, wanted)| near(*found, wanted));
    }
}

/// The item is the outcome itself: plain regression runs away, the penalty holds it (values from scikit-learn, `C=1`).
#[test]
fn complete_separation() {
    let same: Vec<f64> = outcomes().iter().map(|event| f64::from(u8::from(*event))).collect();
    let held = ridge(std::slice::from_ref(&same), &outcomes(), 1.0).unwrap();
    assert!(held.convergence.reached());
    near(held.intercept, -2.486415711452636);
    near(held.weights[0], 4.148063622188435);
    let loose = ridge(&[same], &outcomes(), 0.0).unwrap();
    assert!(!loose.convergence.reached() || loose.weights[0] > 15.0, "{loose:?}");
}

/// `sm.GLM(y, add_constant(logit p), Binomial()).fit(tol=1e-14)`, and with `offset=logit p`; Brier in numpy. Probabilities:
/// `expit(−3 + 0.6·sum of the five items)`.
#[test]
fn calibration_slope_and_in_the_large() {
    let probabilities: Vec<f64> = sums(5).iter().map(|sum| expit(-3.0 + 0.6 * sum)).collect();
    let found = calibration(&probabilities, &outcomes(), 0.95).unwrap();
    all_near(found.slope.unwrap(), [0.7261849241499058, 0.15609384096201107, 1.2962760073378004]);
    all_near(found.in_the_large.unwrap(), [0.4963316363012533, -0.010550120069636182, 1.003213392672143]);
    near(found.brier, 0.2106118269125333);
    near(found.brier_scaled.unwrap(), 0.039946088147996384);
    assert_eq!(found.groups.iter().map(|group| group.observed.of).sum::<usize>(), 80);
}

/// `statsmodels.stats.proportion.proportion_confint(method="wilson")`; the last is Wilson's example in Newcombe 1998.
/// Difference: `confint_proportions_2indep(56, 70, 48, 80, method="newcomb")`, as in Newcombe 1998, table II.
#[test]
fn wilson_and_newcombe() {
    let wanted = [
        (0, 10, 0.0, 0.27753279986288926),
        (3, 20, 0.052368745896216595, 0.36041886474075696),
        (20, 20, 0.8388748419471804, 1.0),
        (81, 263, 0.2552885198782742, 0.36620957698280004),
    ];
    for (count, of, low, high) in wanted {
        let share = Share::new(count, of, 0.95).unwrap();
        near(share.low, low);
        near(share.high, high);
    }
    let difference = Share::new(56, 70, 0.95).unwrap().minus(Share::new(48, 80, 0.95).unwrap()).unwrap();
    all_near(difference, [0.2, 0.05243147240236498, 0.33387265403690614]);
    near(z(0.95), 1.959963984540054);
    near(z(0.99), 2.5758293035489004);
}

/// The worked example of Riley et al. 2020 (BMJ 368:m441): 24 parameters, 17.4 % with the outcome, Cox and Snell's R²
/// 0.288: 623 by the first criterion, 662 by the second, 221 by the third (the package `pmsampsize` says so as well).
#[test]
fn sample_size_of_riley() {
    let highest = 1.0 - (0.174_f64.powf(0.174) * 0.826_f64.powf(0.826)).powi(2);
    let assumed = Assumptions { nagelkerke: 0.288 / highest, shrinkage: 0.9, margin: 0.05 };
    let found = needed(24, 0.174, assumed).unwrap();
    assert_eq!(found, Needed { for_weights: 623, for_fit: 662, for_share: 221 });
    assert_eq!(found.families(), 662);
    assert_eq!(needed(24, 0.0, assumed), None);
}
