use crate::support::{House, PASSWORD, Person};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_newcomer_follows_the_link_and_has_a_desk() {
    let house = House::start();
    let ada = Person::arrive().await;

    ada.make_account(&house, "Ada").await;

    let tab = ada.see(".tab").await;
    assert!(tab.text().await.unwrap().contains("My Stack"));
    assert_eq!(ada.driver.current_url().await.unwrap().path(), "/");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_second_browser_signs_in_to_the_same_desk() {
    let house = House::start();
    let ada = Person::arrive().await;
    ada.make_account(&house, "Ada").await;

    let phone = Person::arrive_with(375, 700).await;
    phone.open(&house.url("/sign-in")).await;
    phone.fill("#name", "ada").await;
    phone.fill("#password", PASSWORD).await;
    phone.click("button.primary").await;

    phone.see(".tab").await;
}
