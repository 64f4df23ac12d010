#!/usr/bin/env python3
"""Drives the practice YouTube with google-api-python-client.

    youtube_captions.py SERVICES_URL CONTROL_URL

The video is `V`, the access token the practice one. Every step is checked; the
first that is not as it should be ends with an exception. A resumable upload is
interrupted and taken up again by calling next_chunk() once more: with
num_retries the client sends an exhausted stream and waits for ever.
"""

import io
import json
import sys
import urllib.request

import googleapiclient.http
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload

UNIT = 256 * 1024
SRT = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.\r\n"


def control(url, name, body):
    request = urllib.request.Request(
        f"{url}/__sim/{name}", data=json.dumps(body).encode(), method="POST"
    )
    urllib.request.urlopen(request, timeout=20).read()


def reason(request):
    """Why a request that has to fail is refused."""
    try:
        request.execute()
    except HttpError as error:
        return json.loads(error.content)["error"]["errors"][0]["reason"]
    raise AssertionError("the request was not refused")


def media(content, **options):
    return MediaIoBaseUpload(
        io.BytesIO(content), mimetype="application/octet-stream", **options
    )


def snippet(language, name):
    return {
        "snippet": {"videoId": "V", "language": language, "name": name, "isDraft": True}
    }


def connect(services):
    youtube = build(
        "youtube",
        "v3",
        credentials=Credentials("practice-youtube-access"),
        static_discovery=True,
        client_options={"api_endpoint": services + "/"},
    )
    # Uploads go to the root of the discovery document, whatever the endpoint is.
    youtube._rootDesc["rootUrl"] = services + "/"
    return youtube.captions()


def interrupted(captions, url):
    """Inserts in parts, with a part that is lost on the way and one that is refused."""
    content = SRT + b"\n" * (2 * UNIT)
    request = captions.insert(
        part="snippet",
        body=snippet("fr", "In parts"),
        media_body=media(content, chunksize=UNIT, resumable=True),
    )
    put = {"method": "PUT", "path_re": "/upload/"}
    faults = [
        {"match": put | {"nth": 2}, "act": {"kind": "503"}},
        {"match": put | {"nth": 5}, "act": {"kind": "commit-then-503"}},
    ]
    control(url, "faults", faults)
    response, breaks = None, 0
    while response is None:
        try:
            _, response = request.next_chunk()
        except HttpError as error:
            assert error.resp.status == 503, error
            breaks += 1
            assert breaks < 10, "the upload does not end"
    control(url, "faults", [])
    assert breaks == 2, breaks
    return response, content


def download(captions, **options):
    target = io.BytesIO()
    loader = MediaIoBaseDownload(target, captions.download_media(**options))
    done = False
    while not done:
        _, done = loader.next_chunk()
    return target.getvalue()


def main(services, url):
    captions = connect(services)
    assert captions.list(part="id,snippet", videoId="V").execute()["items"] == []

    inserted = captions.insert(
        part="snippet", body=snippet("en", "English"), media_body=media(SRT)
    ).execute()
    assert inserted["snippet"]["isDraft"] is True, inserted
    twin = captions.insert(
        part="snippet", body=snippet("en", "English"), media_body=media(SRT)
    )
    assert reason(twin) == "captionExists"
    alone = captions.insert(part="snippet", body=snippet("de", "Deutsch"))
    assert reason(alone) == "contentRequired"

    parts, content = interrupted(captions, url)
    assert parts["snippet"]["language"] == "fr", parts
    assert captions.download(id=parts["id"]).execute() == content

    listed = captions.list(part=["id", "snippet"], videoId="V").execute()
    assert [item["id"] for item in listed["items"]] == [inserted["id"], parts["id"]]
    one = captions.list(part="id", videoId="V", id=inserted["id"]).execute()
    assert len(one["items"]) == 1

    flip = {"id": inserted["id"], "snippet": {"isDraft": False}}
    updated = captions.update(part="snippet", body=flip).execute()
    assert updated["snippet"]["isDraft"] is False, updated
    other = SRT.replace(b"One.", b"Two.")
    updated = captions.update(part="snippet", body=flip, media_body=media(other))
    assert updated.execute()["etag"] != inserted["etag"]
    again = captions.update(
        part="snippet", body=flip, media_body=media(SRT, resumable=True)
    )
    assert again.execute()["id"] == inserted["id"]

    assert captions.download(id=inserted["id"]).execute() == SRT
    assert download(captions, id=inserted["id"]) == SRT
    vtt = captions.download(id=inserted["id"], tfmt="vtt").execute()
    assert vtt.startswith(b"WEBVTT"), vtt
    assert reason(captions.download(id=inserted["id"], tfmt="scc")) == "couldNotConvert"

    for item in (inserted, parts):
        assert captions.delete(id=item["id"]).execute() == ""
    assert reason(captions.delete(id=inserted["id"])) == "captionNotFound"
    print(f"agrees: google-api-python-client, {googleapiclient.http.__name__}")


if __name__ == "__main__":
    main(*sys.argv[1:])
