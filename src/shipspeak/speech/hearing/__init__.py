"""Who speaks when: by voices, by tracks or by the captions that came along."""
