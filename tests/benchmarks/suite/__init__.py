"""The benchmark suite: contestants, works, the race that measures them, and reports.

command_line     reads the options and runs what they ask for
requirements     finds or installs tools, builds the bare C server and the Java hello-world
server           a server process: start, processor time, memory, end
contestants      how each server is started
works            what clients do to a server, timed
fields           which contestants race in which works, over which transports
race, start, idle  run the fields and give samples
samples          what is measured, and the statistics of it
targets          what shall be reached
text, markdown, chart  show samples
jmh              runs the benchmarks inside the JVM
"""
