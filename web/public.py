"""The front page: which offices there are, how to report, where to follow a case up."""

from flask import Blueprint, render_template

from config.office import ChannelKind, Office
from web.site import site

blueprint = Blueprint("public", __name__, static_folder="static", static_url_path="/static")


@blueprint.get("/")
def home() -> str:
    """The front page (A49: the way to the tracking page from anywhere)."""
    offices = [(office, _account(office)) for office in site().service.offices.values()]
    return render_template("home.html", offices=offices)


def _account(office: Office) -> str | None:
    """The LINE id citizens add, if the office has told us."""
    open_to_all = (each for each in office.channels if ChannelKind.GENERAL in each.kinds)
    return next((channel.basic_id for channel in open_to_all if channel.basic_id), None)
