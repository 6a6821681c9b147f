"""Uploads a file by tuspy, in two goes; prints the upload's address."""

import json
import sys

from tusclient.client import TusClient

words = json.loads(sys.argv[1])
client = TusClient(words["endpoint"], headers=words["headers"])
metadata = {"filename": "talk.mp4"}
first = client.uploader(words["file"], chunk_size=5 << 20, metadata=metadata, upload_checksum=True)
first.upload(stop_at=10 << 20)
second = client.uploader(words["file"], chunk_size=5 << 20, url=first.url)
assert second.offset == 10 << 20, second.offset
second.upload()
print(second.url)
