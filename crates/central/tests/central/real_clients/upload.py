# Uploads a file with tuspy, stops in the middle and resumes with another instance, as after a restart.
import sys
from tusclient import client

endpoint, token, name, path = sys.argv[1:]
tus = client.TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})
first = tus.uploader(path, chunk_size=50_000, metadata={"name": name}, upload_checksum=True)
first.upload(stop_at=100_000)
second = tus.uploader(path, chunk_size=50_000, url=first.url, upload_checksum=True)
assert second.offset >= 100_000, second.offset
second.upload()
print("done")
