from tests.security.doors import build
def test_x(opened):
    b=build(opened)
    m=b.resident("สมศรี ใจดี")
    assert len(m.recovery)==10
    r=m.browser.get("/console/"); print(r.text); assert r.status_code==200
    f=b.browser()
    r=m.log_in(f); assert r.status_code==303, r.text
    assert m.is_in(f)
    assert not m.is_in()
