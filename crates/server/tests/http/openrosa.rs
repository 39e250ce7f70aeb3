//! The door for form-filling apps: what is sent lands in the file that it names, once; what names none waits.

use crate::answering::whole;
use crate::harness::*;
use crate::structural::{FAMILY, file, open_case, today};
use crate::tools::{published, small};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use domain::family::number::FileNumber;
use domain::ids::StreamId;
use domain::instrument::{Answer, Answers, Context, Instrument, asked, evaluate};
use exchange::openrosa::to_instance;
use exchange::xlsform::fixtures::census;
use serde_json::{Value, json};

/// An app that somebody has set up.
struct App<'w> {
    world: &'w World,
    basic: String,
}

impl App<'_> {
    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "kinkeeper.test")
            .header(header::AUTHORIZATION, &self.basic)
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let answer = self.world.send(self.request("GET", path).body(Body::empty()).unwrap()).await;
        (answer.status, String::from_utf8(answer.bytes).unwrap())
    }

    /// Sends a form as such apps do.
    async fn send(&self, xml: &str, files: &[(&str, &[u8])]) -> (StatusCode, String) {
        let mut body = Vec::new();
        let mut part = |name: &str, file: &str, kind: &str, bytes: &[u8]| {
            let head = format!(
                "--line\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: {kind}\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        };
        part("xml_submission_file", "form.xml", "text/xml", xml.as_bytes());
        for (name, bytes) in files {
            part(name, name, "image/jpeg", bytes);
        }
        body.extend(b"--line--\r\n");
        let request = self
            .request("POST", "/openrosa/submission")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line");
        let answer = self.world.send(request.body(Body::from(body)).unwrap()).await;
        (answer.status, String::from_utf8(answer.bytes).unwrap())
    }
}

async fn app<'w>(person: &Person<'w>, account: &str) -> App<'w> {
    let made = person.post("/api/v1/collect-key", &json!({})).await.ok();
    with_key(person.world, account, made["key"].as_str().unwrap())
}

fn with_key<'w>(world: &'w World, account: &str, key: &str) -> App<'w> {
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{account}:{key}"));
    App { world, basic: format!("Basic {basic}") }
}

/// A filled form that names a file as the door's own question does.
fn naming(xml: &str, number: &str) -> String {
    let (head, rest) = xml.split_once("<data").unwrap();
    let (attributes, rest) = rest.split_once('>').unwrap();
    format!("{head}<data{attributes}><kinkeeper_file><number>{number}</number></kinkeeper_file>{rest}")
}

fn number() -> String {
    FileNumber::of(StreamId::from_u128(FAMILY)).to_string()
}

async fn tool(person: &Person<'_>, code: &str) -> Instrument {
    let document = person.get(&format!("/api/v1/tools/{code}/1")).await.json();
    serde_json::from_value(document).unwrap()
}

fn context() -> Context {
    Context { today: Some(today()), ..Context::default() }
}

fn meals(option: &str) -> Answers {
    let answers = json!({
        "meals": { "kind": "choice", "option": option }, "people": { "kind": "number", "value": 5 },
        "why": { "kind": "text", "text": "no rice" },
    });
    let mut answers: Answers = serde_json::from_value(answers).unwrap();
    answers.retain(|code, _| option == "no" || code != "why");
    answers
}

#[tokio::test]
async fn a_census_lands_in_its_family_file_once_even_when_it_is_sent_three_times() {
    let world = World::new().await;
    open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    published(&admin, &census().unwrap()).await;
    let census = tool(&sophea, "household_census").await;
    let answers = whole(&census, &context(), 3).unwrap_or_else(|left| panic!("{left:?}"));
    let hidden = evaluate(&census, &answers, &context()).hidden;
    let answers = asked(&census, &answers, &hidden);
    let rows = |answer: &Answer| if let Answer::Repeat { rows } = answer { rows.len() } else { 0 };
    assert!(answers.len() > 60 && answers.values().map(rows).sum::<usize>() > 3, "{}", answers.len());
    let collect = app(&sophea, "sophea").await;
    let (status, listed) = collect.get("/openrosa/formList").await;
    assert_eq!(status, StatusCode::OK);
    assert!(listed.contains("<formID>household_census</formID>"));
    let (_, form) = collect.get("/openrosa/forms/household_census/1").await;
    assert!(form.contains("kinkeeper_file"), "the door asks for the file");
    let xml = naming(&to_instance(&census, &answers, "uuid:census-1"), &number());
    for _ in 0..3 {
        let (status, said) = collect.send(&xml, &[]).await;
        assert_eq!((status, said.contains("submit_success")), (StatusCode::CREATED, true), "{said}");
    }
    assert_eq!(waiting(&sophea).await, Vec::<String>::new());
    let shown = file(&sophea, StreamId::from_u128(FAMILY)).await.state;
    let [record] = shown.assessments.as_slice() else { panic!("{} records", shown.assessments.len()) };
    assert_eq!(record.completed.instrument, "household_census");
    // What a form has no place for is not in it; all that it has is.
    let kept = &record.completed.answers;
    let lost: Vec<&String> = answers.keys().filter(|code| !kept.contains_key(*code)).collect();
    assert_eq!(lost, Vec::<&String>::new());
}

/// Why forms wait.
async fn waiting(person: &Person<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for form in person.get("/api/v1/forms").await.ok()["forms"].as_array().unwrap() {
        let open = person.get(&format!("/api/v1/forms/{}", form["id"].as_str().unwrap())).await.ok();
        all.push(format!("{} {} {}", open["why"], open["missing"], open["places"]));
    }
    all
}

#[tokio::test]
async fn a_form_that_names_no_file_waits_until_somebody_knows_whose_it_is() {
    let world = World::new().await;
    open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    published(&admin, &small("Meals")).await;
    let meals_tool = tool(&sophea, "meals").await;
    let collect = app(&sophea, "sophea").await;
    let form = |option, id: &str| to_instance(&meals_tool, &meals(option), id);
    for (xml, why) in [
        (form("yes", "uuid:1"), "no_number"),
        (naming(&form("yes", "uuid:2"), "one two"), "bad_number"),
        (naming(&form("yes", "uuid:3"), "0000-0000-0000"), "unknown_file"),
    ] {
        world.wait(1);
        assert_eq!(collect.send(&xml, &[("a.jpg", b"picture")]).await.0, StatusCode::CREATED);
        let forms = sophea.get("/api/v1/forms").await.ok();
        let id = forms["forms"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        let open = sophea.get(&format!("/api/v1/forms/{id}")).await.ok();
        assert_eq!(open["why"], why, "{open}");
        assert_eq!(open["lines"][0]["answer"]["en"], "Yes");
    }
    let forms = sophea.get("/api/v1/forms").await.ok()["forms"].clone();
    let ids: Vec<&str> = forms.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    // Her supervisor sees what waits; nobody else does.
    let path = |n: usize| format!("/api/v1/forms/{}", ids[n]);
    assert_eq!(
        world.sign_in("dara").await.get("/api/v1/forms").await.ok()["forms"].as_array().unwrap().len(),
        3
    );
    for account in ["vanna", "admin"] {
        let other = world.sign_in(account).await;
        other.get(&path(0)).await.is_problem("not-found");
        other.post(&format!("{}/discard", path(0)), &json!({ "reason": "x" })).await.is_problem("not-found");
        other.get(&format!("{}/file?name=a.jpg", path(0))).await.is_problem("not-found");
    }
    // She puts one where it belongs; its picture waits for her, and goes when she says so.
    let family = StreamId::from_u128(FAMILY).to_string();
    let place = json!({ "family": family });
    assert_eq!(sophea.post(&format!("{}/place", path(0)), &place).await.status, StatusCode::NO_CONTENT);
    sophea.post(&format!("{}/place", path(0)), &place).await.is_problem("form-decided");
    assert_eq!(sophea.get(&format!("{}/file?name=a.jpg", path(0))).await.bytes, b"picture");
    let end = |n| format!("{}/files/end", path(n));
    sophea.post(&end(1), &json!({})).await.is_problem("form-unfit");
    assert_eq!(sophea.post(&end(0), &json!({})).await.status, StatusCode::NO_CONTENT);
    sophea.get(&format!("{}/file?name=a.jpg", path(0))).await.is_problem("not-found");
    // Not into a file that is not hers.
    let theirs = world.family(0x9000, 8).await.to_string();
    sophea.post(&format!("{}/place", path(1)), &json!({ "family": theirs })).await.is_problem("not-found");
    sophea.get(&format!("{}?family={theirs}", path(1))).await.is_problem("not-found");
    // And throws another one away; the app may send it as often as it likes.
    sophea.post(&format!("{}/discard", path(1)), &json!({ "reason": " " })).await.is_problem("bad-value");
    let discard = json!({ "reason": "a trial" });
    assert_eq!(sophea.post(&format!("{}/discard", path(1)), &discard).await.status, StatusCode::NO_CONTENT);
    let (status, _) = collect.send(&naming(&form("yes", "uuid:2"), &number()), &[("b.jpg", b"more")]).await;
    assert_eq!(status, StatusCode::CREATED);
    let left = sophea.get("/api/v1/forms").await.ok()["forms"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1);
    let shown = file(&sophea, StreamId::from_u128(FAMILY)).await.state;
    assert_eq!(shown.assessments.len(), 1);
}

#[tokio::test]
async fn what_is_not_whole_waits_and_a_correction_corrects() {
    let world = World::new().await;
    open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    published(&admin, &small("Meals")).await;
    let meals_tool = tool(&sophea, "meals").await;
    let collect = app(&sophea, "sophea").await;
    let mut half = meals("yes");
    half.remove("people");
    let xml = naming(&to_instance(&meals_tool, &half, "uuid:half"), &number());
    assert_eq!(collect.send(&xml, &[]).await.0, StatusCode::CREATED);
    let forms = sophea.get("/api/v1/forms").await.ok();
    let id = forms["forms"][0]["id"].as_str().unwrap();
    let open = sophea.get(&format!("/api/v1/forms/{id}")).await.ok();
    assert_eq!((&open["why"], &open["missing"]), (&json!("incomplete"), &json!(1)), "{open}");
    let place = json!({ "family": StreamId::from_u128(FAMILY).to_string() });
    let refused = sophea.post(&format!("/api/v1/forms/{id}/place"), &place).await;
    assert_eq!(refused.is_problem("form-unfit")["fields"], json!(["incomplete"]));
    // One that is, and one that corrects it, as apps do: the former stays readable and counts no more.
    let first = naming(&to_instance(&meals_tool, &meals("yes"), "uuid:first"), &number());
    assert_eq!(collect.send(&first, &[]).await.0, StatusCode::CREATED);
    let second = naming(&to_instance(&meals_tool, &meals("no"), "uuid:second"), &number());
    let meta = "<deprecatedID>uuid:first</deprecatedID><instanceID>";
    assert_eq!(collect.send(&second.replace("<instanceID>", meta), &[]).await.0, StatusCode::CREATED);
    let shown = file(&sophea, StreamId::from_u128(FAMILY)).await.state;
    let revises: Vec<bool> = shown.assessments.iter().map(|one| one.completed.revises.is_some()).collect();
    assert_eq!(revises, [false, true]);
}

#[tokio::test]
async fn what_has_no_place_in_a_record_is_looked_at_before_it_is_gone() {
    let world = World::new().await;
    open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    published(&admin, &small("Meals")).await;
    let meals_tool = tool(&sophea, "meals").await;
    let collect = app(&sophea, "sophea").await;
    let xml = naming(&to_instance(&meals_tool, &meals("yes"), "uuid:more"), &number());
    let xml = xml.replace("<meta>", "<remark>the father hits her</remark><meta>");
    assert_eq!(collect.send(&xml, &[]).await.0, StatusCode::CREATED);
    let forms = sophea.get("/api/v1/forms").await.ok();
    let id = forms["forms"][0]["id"].as_str().unwrap();
    let open = sophea.get(&format!("/api/v1/forms/{id}")).await.ok();
    assert_eq!(
        (&open["why"], &open["left"][0]["value"]),
        (&json!("left_over"), &json!("the father hits her"))
    );
    assert!(file(&sophea, StreamId::from_u128(FAMILY)).await.state.assessments.is_empty());
    // She has noted it, and puts the form where it belongs.
    let place = json!({ "family": StreamId::from_u128(FAMILY).to_string() });
    assert_eq!(
        sophea.post(&format!("/api/v1/forms/{id}/place"), &place).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(file(&sophea, StreamId::from_u128(FAMILY)).await.state.assessments.len(), 1);
}

#[tokio::test]
async fn only_a_good_key_opens_the_door() {
    let world = World::new().await;
    open_case(&world).await;
    let sophea = world.sign_in("sophea").await;
    let first = app(&sophea, "sophea").await;
    assert_eq!(first.get("/openrosa/formList").await.0, StatusCode::OK);
    let answer = world.send(first.request("HEAD", "/openrosa/submission").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["location"], "http://kinkeeper.test/openrosa/submission");
    // A session is no key, and a key no session.
    let request = sophea.request("GET", "/openrosa/formList").body(Body::empty()).unwrap();
    let refused = world.send(request).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic"));
    let said = String::from_utf8(refused.bytes).unwrap();
    assert!(said.contains("OpenRosaResponse") && said.contains("collect-key-wrong"), "{said}");
    let me = world.send(first.request("GET", "/api/v1/me").body(Body::empty()).unwrap()).await;
    me.is_problem("not-signed-in");
    // With another name, or after another key was made or ended, it opens nothing.
    let key = sophea.post("/api/v1/collect-key", &json!({})).await.ok()["key"].as_str().unwrap().to_owned();
    assert_eq!(first.get("/openrosa/formList").await.0, StatusCode::UNAUTHORIZED);
    for (account, key, opens) in [
        ("sophea", key.clone(), true),
        ("Sophea", key.replace('-', " ").to_uppercase(), true),
        // As somebody reads it from a screen.
        ("sophea", key.replace('0', "O").replace('1', "l"), true),
        ("vanna", key.clone(), false),
        ("sophea", "a".repeat(24), false),
        ("sophea", PASSPHRASE.to_owned(), false),
    ] {
        let (status, _) = with_key(&world, account, &key).get("/openrosa/formList").await;
        assert_eq!(status == StatusCode::OK, opens, "{account} {key}");
    }
    let known = sophea.get("/api/v1/collect-key").await.ok();
    assert!(known["made_at"].is_i64() && known["used_at"].is_i64(), "{known}");
    assert_eq!(sophea.post("/api/v1/collect-key/end", &json!({})).await.status, 204);
    assert_eq!(with_key(&world, "sophea", &key).get("/openrosa/formList").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_no_form_is_refused_and_stays_in_the_app() {
    let world = World::new().await;
    open_case(&world).await;
    let sophea = world.sign_in("sophea").await;
    let collect = app(&sophea, "sophea").await;
    let mut said: Vec<Value> = Vec::new();
    for (xml, code) in [
        ("", "form-unreadable"),
        ("<data", "form-unreadable"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><data id=\"csi\" version=\"2\">&b;</data>", "form-unreadable"),
        (
            "<data id=\"none\" version=\"1\"><meta><instanceID>uuid:1</instanceID></meta></data>",
            "form-unknown",
        ),
        (
            "<data id=\"csi\" version=\"9\"><meta><instanceID>uuid:1</instanceID></meta></data>",
            "form-unknown",
        ),
        (
            "<data id=\"village-mapping\" version=\"1\"><meta><instanceID>uuid:1</instanceID></meta></data>",
            "form-unknown",
        ),
    ] {
        let (status, text) = collect.send(xml, &[]).await;
        assert!(status.is_client_error() && text.contains(code), "{xml}: {status} {text}");
        said.push(json!(text));
    }
    let bad = ("../../etc", b"x".as_slice());
    let meals = "<data id=\"idpoor\" version=\"1\"><meta><instanceID>uuid:1</instanceID></meta></data>";
    assert!(collect.send(meals, &[bad]).await.0.is_client_error());
    assert_eq!(sophea.get("/api/v1/forms").await.ok()["forms"], json!([]));
}
