"""Files that nobody here made, row by row into the database.

`reading` opens a file and finds its format; `csv_rows` and `json_rows` give its rows, one after the
other; `mapping` says which column feeds which field; `responder_rows` and `request_rows` check one
row each; `running` saves them in chunks, and `rejects` keeps those that could not be read.
"""
