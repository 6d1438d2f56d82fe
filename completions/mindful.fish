complete --keep-order --exclusive --command mindful --arguments "(MINDFUL_COMPLETE=fish mindful -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
