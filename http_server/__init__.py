"""The HTTP server of `web` and of `python app.py`: waitress with deadlines and bounds.

waitress receives whole requests and buffers answers, so the threads of the application never wait
for a client.
"""
